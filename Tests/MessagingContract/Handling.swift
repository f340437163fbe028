import BlockingIO
import Logging
package import Messaging
package import ServiceLifecycle

/// What handlers of this process did, in the order in which they did it.
package final class Handling: Sendable {
    /// One beginning or end of a handler.
    package struct Step: Sendable {
        /// The message.
        package var id: String
        /// The delivery's attempt.
        package var attempt: Int
        /// `nil` for a beginning; whether the message was done with at an end.
        package var isDone: Bool?
        /// Which of the subscriptions.
        package var subscription: Int
        /// When.
        package var time: ContinuousClock.Instant
    }

    private let log = Monitor<[Step]>([])

    package init() {}

    /// Notes a beginning.
    package func begin(_ delivery: Delivery, _ subscription: Int = 0) {
        note(delivery, subscription, nil)
    }

    /// Notes an end.
    package func end(_ delivery: Delivery, isDone: Bool = true, _ subscription: Int = 0) {
        note(delivery, subscription, isDone)
    }

    private func note(_ delivery: Delivery, _ subscription: Int, _ isDone: Bool?) {
        let (id, attempt) = (delivery.message.id, delivery.attempt)
        log.withLock {
            $0.append(
                Step(id: id, attempt: attempt, isDone: isDone, subscription: subscription, time: .now))
        }
    }

    /// Everything so far.
    package var steps: [Step] { log.withLock { $0 } }
    /// The ids in the order of the beginnings.
    package var begun: [String] { steps.filter { $0.isDone == nil }.map(\.id) }
    /// The ids that are done with, in the order of the ends.
    package var done: [String] { steps.filter { $0.isDone == true }.map(\.id) }
    /// The attempts of a message.
    package func attempts(of id: String) -> [Int] {
        steps.filter { $0.isDone == nil && $0.id == id }.map(\.attempt)
    }

    /// How many handlers ran at the same time at the most.
    package var mostAtOnce: Int {
        var (now, most) = (0, 0)
        for step in steps {
            now += step.isDone == nil ? 1 : -1
            most = max(most, now)
        }
        return most
    }

    /// No handler of a message began before those of the earlier messages of its key were done with.
    package func expectOrder() throws {
        var done: [String: Set<Int>] = [:]
        var running: [String: Int] = [:]
        for step in steps {
            let (key, number) = Judge.parts(step.id)
            switch step.isDone {
            case nil:
                let missing = (0..<number).filter { !done[key, default: []].contains($0) }
                try expect(
                    missing.isEmpty,
                    "The handler of \(step.id) (attempt \(step.attempt)) began before numbers \(missing.prefix(5)) of the key were done"
                )
                try expect(
                    running[key] == nil, "The handlers of \(step.id) and of number \(running[key] ?? 0) ran together")
                running[key] = number
            case true:
                done[key, default: []].insert(number)
                running[key] = nil
            case false: running[key] = nil
            }
        }
    }
}

extension Scene {
    /// Runs subscriptions while something else happens, and then lets them end in peace.
    /// - Parameters:
    ///   - services: the subscriptions
    ///   - body: what happens meanwhile
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func running(_ services: [any Service], while body: () async throws -> Void) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services.map {
                    .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .cancelGroup)
                }, logger: Self.logger(subject.name)))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            do {
                try await body()
            } catch {
                tasks.cancelAll()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    /// A subscription with short pauses.
    /// - Parameters:
    ///   - group: the group
    ///   - parallelism: how many handlers run at the same time
    ///   - attempts: after how many the message is given up
    ///   - consumer: how it takes part
    ///   - broker: through whom; `nil` for the scene's own
    ///   - handler: handles a message
    /// - Returns: what it found
    package func subscription(
        to group: ConsumerGroup, parallelism: Int = 4, attempts: Int = 8, consumer: ConsumerSettings? = nil,
        through broker: (any MessageBroker)? = nil, handler: @escaping MessageSubscription.Handler
    ) -> MessageSubscription {
        MessageSubscription(
            to: group, on: broker ?? self.broker,
            settings: MessageSubscriptionSettings(
                consumer: consumer ?? ConsumerSettings(prefetch: 64), parallelism: parallelism...parallelism,
                retry: RetryPolicy(attempts: attempts, firstDelay: .milliseconds(100), factor: 2, jitter: 0),
                start: anyStart),
            logger: Self.logger(subject.name), handler: handler)
    }
}
