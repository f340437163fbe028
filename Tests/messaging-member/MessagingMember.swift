import BlockingIO
import Logging
import Messaging
import MessagingEngines
import ServiceLifecycle
import UnixSignals

/// A process that publishes or consumes until it is killed, and prints a line for each thing that it did.
///
/// `messaging-member URL KIND TOPIC GROUP ROLE …`. The test's watchdog kills it when the test dies.
@main
struct MessagingMember {
    static func main() async throws {
        let words = CommandLine.arguments
        guard words.count > 5, let kind = Topic.Kind(rawValue: words[2]) else {
            Report.line("F", ["usage: messaging-member URL KIND TOPIC GROUP ROLE …"])
            return
        }
        let numbers = words.dropFirst(6).compactMap { Int($0) }
        func number(_ index: Int) -> Int { index < numbers.count ? numbers[index] : 1 }
        do {
            let logger = Logger(label: "messaging-member") { _ in SwiftLogNoOpLogHandler() }
            let broker = try MessagingEngines.broker(for: BrokerURL(words[1]), logger: logger)
            let topic = try Topic(words[3], kind: kind)
            let group = try ConsumerGroup(words[4], of: topic)
            switch words[5] {
            case "publish":
                try await publish(number(0), keys: number(1), batch: number(2), to: topic, through: broker)
            case "hold": try await hold(number(0), of: group, on: broker)
            case "consume":
                try await consume(group, on: broker, prefetch: number(0), lease: .seconds(number(1)))
            case "subscribe":
                try await subscribe(
                    to: group, on: broker, parallelism: number(0), milliseconds: number(1), failsOneIn: number(2))
            default:
                Report.line("F", ["There is no role \(words[5])"])
            }
            await broker.close()
            Report.line("L", [])
        } catch {
            Report.line("F", ["\(error)"])
            throw error
        }
    }

    private static func publish(
        _ count: Int, keys: Int, batch: Int, to topic: Topic, through broker: any MessageBroker
    ) async throws {
        var done = 0
        while done < count {
            let messages = (done..<min(done + batch, count)).map { index in
                let key = keys == 0 ? nil : "key-\(index % keys)"
                return Message(
                    id: "\(key ?? "none")/\(keys == 0 ? index : index / keys)", type: "contract.test", key: key,
                    body: [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 16))
            }
            do throws(MessagingFault) {
                try await broker.publish(messages, to: topic)
                done += messages.count
                Report.line("P", ["\(done)"])
            } catch {
                Report.line("F", ["\(error)"])
                guard error.isRetriable else { throw error }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private static func hold(_ count: Int, of group: ConsumerGroup, on broker: any MessageBroker) async throws {
        let settings = ConsumerSettings(prefetch: max(count, 1), lease: .seconds(4), name: "holder")
        let consumer = try await broker.join(group, settings)
        var held: [Receipt] = []
        while true {
            guard held.count < count else {
                _ = try await consumer.renew(held)
                try await Task.sleep(for: .milliseconds(500))
                continue
            }
            let some = try await consumer.receive(atMost: count - held.count, waiting: .milliseconds(500))
            Report.line("R", some.map { "\($0.message.id)#\($0.attempt)" })
            held += some.map(\.receipt)
            _ = try await consumer.renew(held)
        }
    }

    private static func consume(
        _ group: ConsumerGroup, on broker: any MessageBroker, prefetch: Int, lease: Duration
    ) async throws {
        let settings = ConsumerSettings(prefetch: prefetch, lease: lease, name: "member")
        let consumer = try await broker.join(group, settings)
        try await untilTerminated {
            do throws(MessagingFault) {
                let some = try await consumer.receive(atMost: prefetch, waiting: .milliseconds(500))
                if some.isEmpty { return }
                Report.line("R", some.map { "\($0.message.id)#\($0.attempt)" })
                Report.line("T", some.map(\.message.id))
                let lost = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
                Report.line("S", some.filter { !lost.contains($0.receipt) }.map(\.message.id))
            } catch {
                Report.line("F", ["\(error)"])
                guard error.isRetriable else { throw error }
            }
        }
        await consumer.leave()
    }

    private struct NotYet: Error {}

    private static func subscribe(
        to group: ConsumerGroup, on broker: any MessageBroker, parallelism: Int, milliseconds: Int, failsOneIn: Int
    ) async throws {
        let logger = Logger(label: "messaging-member") { _ in SwiftLogNoOpLogHandler() }
        let subscription = MessageSubscription(
            to: group, on: broker,
            settings: MessageSubscriptionSettings(
                consumer: ConsumerSettings(prefetch: 16, lease: .seconds(4), name: "member"),
                parallelism: parallelism...parallelism,
                retry: RetryPolicy(attempts: 50, firstDelay: .milliseconds(100), factor: 1, jitter: 0),
                start: broker.guarantees.starts.contains(.beginning) ? .beginning : .end),
            logger: logger
        ) { delivery in
            let id = delivery.message.id
            Report.line("B", ["\(id)#\(delivery.attempt)"])
            try await Task.sleep(for: .milliseconds(milliseconds))
            let number = id.split(separator: "/").last.flatMap { Int($0) } ?? 0
            let fails = delivery.attempt == 1 && number % failsOneIn == failsOneIn - 1
            Report.line("E", ["\(id)#\(fails ? 0 : 1)"])
            if fails { throw NotYet() }
            return .ack
        }
        let services = ServiceGroup(
            services: [subscription], gracefulShutdownSignals: [.sigterm], logger: logger)
        try await services.run()
    }

    /// Does something again and again until SIGTERM comes.
    private static func untilTerminated(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm)
        let isTerminated = Monitor(false)
        try await withThrowingTaskGroup { group in
            group.addTask {
                for await _ in signals {
                    isTerminated.withLock { $0 = true }
                    return
                }
            }
            while !isTerminated.withLock({ $0 }) { try await body() }
            group.cancelAll()
        }
    }
}
