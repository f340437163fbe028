import BlockingIO
import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import ServiceLifecycle

/// Decides the commands of deliveries.
final class IntakeWork: Sendable {
    private let engine: PaymentEngine
    private let origin: IntakeOrigin
    /// What keeps ids and keys apart from those of others.
    private let scope: IntakeScope
    private let outcomes: RequestLog?
    private let maximumBodyBytes: Int
    private let logger: Logger
    /// What keeps it from going on; `nil` while it works.
    private let trouble = Monitor<String?>(nil)

    /// - Parameters:
    ///   - engine: decides the commands
    ///   - origin: where the messages come from
    ///   - scope: what keeps ids and keys apart from those of others
    ///   - outcomes: where what became of queued requests is kept; `nil` where none are
    ///   - maximumBodyBytes: the most bytes that a message may have
    ///   - logger: where it logs; never once a message
    init(
        engine: PaymentEngine, origin: IntakeOrigin, scope: IntakeScope, outcomes: RequestLog?, maximumBodyBytes: Int,
        logger: Logger
    ) {
        self.engine = engine
        self.origin = origin
        self.scope = scope
        self.outcomes = outcomes
        self.maximumBodyBytes = maximumBodyBytes
        self.logger = logger
    }

    /// What keeps it from going on; `nil` while it works.
    var fault: String? { trouble.withLock { $0 } }

    /// Decides.
    /// - Parameter deliveries: in the order of the queue
    /// - Returns: what becomes of each
    func decide(_ deliveries: [Delivery]) async -> [Disposition] {
        do {
            return try await decided(deliveries)
        } catch {
            // The server stops while something is waited for: all of it comes again, and what was decided is noticed by its key.
            return deliveries.map { _ in .release }
        }
    }

    /// Notes that a delivery that nobody could decide is given up.
    /// - Throws: `CancellationError` where the server stops before it is noted
    func giveUp(_ delivery: Delivery, because reason: String) async throws(CancellationError) {
        guard let request = IntakeCommand.request(delivery.message, from: origin) else { return }
        try await note([request: .refused(Problem(.commandGivenUp, reason))])
    }

    private func decided(_ deliveries: [Delivery]) async throws(CancellationError) -> [Disposition] {
        let requests = deliveries.map { IntakeCommand.request($0.message, from: origin) }
        let told = try await outcomes(of: requests.compactMap(\.self))
        var dispositions = [Disposition](repeating: .release, count: deliveries.count)
        var notes: [RequestReference: RequestOutcome] = [:]
        var commands: [(place: Int, envelope: CommandEnvelope)] = []
        for (place, delivery) in deliveries.enumerated() {
            // Whoever was told that it is refused may have asked for something else by now: it stays refused.
            if let request = requests[place], case .refused(let code, let detail) = told[request] {
                dispositions[place] = .deadLetter(reason: "\(code): \(detail)")
                continue
            }
            do throws(Problem) {
                try checkAge(delivery)
                let command = try IntakeCommand(
                    delivery.message, from: origin, in: scope, maximumBodyBytes: maximumBodyBytes)
                commands.append((place, command.envelope))
            } catch {
                if let request = requests[place] { notes[request] = .refused(error) }
                dispositions[place] = .deadLetter(reason: error.reason)
            }
        }
        let replies = try await submit(commands.map(\.envelope))
        for ((place, _), reply) in zip(commands, replies) {
            let (disposition, outcome) = IntakeWork.disposition(reply, of: requests[place])
            dispositions[place] = disposition
            if let request = requests[place], let outcome { notes[request] = outcome }
        }
        // Before the engine of the queue hears of it: what somebody was told stays so, whatever dies in between.
        try await note(notes)
        return dispositions
    }

    /// What becomes of a message whose command was decided, and what is to be noted of it where the engine of payments will not know.
    private static func disposition(_ reply: Reply, of request: RequestReference?) -> (Disposition, RequestOutcome?) {
        switch reply {
        case .success(let answer):
            switch answer.outcome {
            case .payment(let payment):
                let isAnother = request?.payment.map { $0 != payment.id } ?? false
                return (.ack, isAnother ? .repeated(payment.id) : nil)
            case .account(let account, isNew: false): return (.ack, .unchanged(account.id))
            case .account, .transfer: return (.ack, nil)
            }
        case .failure(let rejection):
            let problem = Problem(rejection)
            return (.deadLetter(reason: problem.reason), .refused(problem))
        }
    }

    /// Refuses what may have been decided so long ago that the engine has forgotten its key: a person must look.
    private func checkAge(_ delivery: Delivery) throws(Problem) {
        guard delivery.attempt > 1, let time = delivery.message.time else { return }
        let age = engine.now.milliseconds - MessageTime.milliseconds(time)
        guard age > engine.idempotencyRetentionSeconds * 1000 else { return }
        throw Problem(
            .keyExpired,
            "Attempt \(delivery.attempt) of a message of \(MessageTime.text(time)): it may have been decided before, and its key is forgotten by now."
        )
    }

    // MARK: What may have to be waited for

    /// Has the engine decide; where it cannot now, asks again: the keys make that the same commands.
    private func submit(_ envelopes: [CommandEnvelope]) async throws(CancellationError) -> [Reply] {
        guard !envelopes.isEmpty else { return [] }
        return try await persistently("The engine of payments cannot decide") {
            try await self.engine.submit(batch: envelopes, atomic: false)
        }
    }

    private func note(_ notes: [RequestReference: RequestOutcome]) async throws(CancellationError) {
        guard let outcomes, !notes.isEmpty else { return }
        try await persistently("What became of requests cannot be noted") { try await outcomes.note(notes) }
    }

    private func outcomes(
        of requests: [RequestReference]
    ) async throws(CancellationError) -> [RequestReference: RequestOutcome] {
        guard let outcomes, !requests.isEmpty else { return [:] }
        return try await persistently("What became of requests cannot be read") {
            try await outcomes.outcomes(of: requests)
        }
    }

    /// Does something again and again until it succeeds; meanwhile says what keeps it from that.
    /// - Throws: where the server stops
    private func persistently<Value>(
        _ words: String, _ body: () async throws -> Value
    ) async throws(CancellationError) -> Value {
        var backoff = Backoff(first: .milliseconds(20), maximum: .seconds(2))
        while true {
            do {
                let value = try await body()
                trouble.withLock { $0 = nil }
                return value
            } catch {
                if Task.isShuttingDownGracefully || Task.isCancelled { throw CancellationError() }
                let isNew = trouble.withLock { trouble in
                    defer { trouble = words }
                    return trouble == nil
                }
                if isNew { logger.error("The intake waits", metadata: ["reason": "\(words)", "error": "\(error)"]) }
                try? await Task.sleep(for: backoff.pause())
            }
        }
    }
}

extension RequestOutcome {
    fileprivate static func refused(_ problem: Problem) -> RequestOutcome {
        .refused(code: problem.code, detail: problem.detail)
    }
}

extension Problem {
    /// The problem as the reason of a dead letter: its code, the field and a sentence.
    fileprivate var reason: String {
        let place = field.map { " (\($0))" } ?? ""
        return "\(code)\(place): \(detail)"
    }
}
