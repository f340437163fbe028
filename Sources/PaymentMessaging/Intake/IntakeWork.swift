import Logging
import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP
import ServiceLifecycle

/// Decides the commands of deliveries.
struct IntakeWork: Sendable {
    let engine: PaymentEngine
    let origin: IntakeOrigin
    /// The queue and its engine: ids without a source are unique there only.
    let place: String
    let outcomes: RequestLog?
    let maximumBodyBytes: Int
    /// For how long the engine remembers a command.
    let retention: Duration
    let logger: Logger

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

    private func decided(_ deliveries: [Delivery]) async throws(CancellationError) -> [Disposition] {
        var dispositions: [Disposition?] = []
        var commands: [(place: Int, command: IntakeCommand)] = []
        for delivery in deliveries {
            do throws(Problem) {
                try checkAge(delivery)
                let command = try IntakeCommand(
                    delivery.message, from: origin, of: place, maximumBodyBytes: maximumBodyBytes)
                commands.append((dispositions.count, command))
                dispositions.append(nil)
            } catch {
                try await note(.refused(code: error.code, detail: error.detail), of: promised(delivery))
                dispositions.append(.deadLetter(reason: error.reason))
            }
        }
        guard let replies = await submit(commands.map(\.command.envelope)) else {
            return deliveries.map { _ in .release }
        }
        for ((place, command), reply) in zip(commands, replies) {
            dispositions[place] = try await disposition(command, reply)
        }
        return dispositions.map { $0 ?? .release }
    }

    /// Has the engine decide; where it cannot now, waits and asks again: the keys make that the same commands.
    /// - Returns: `nil` where the server stops meanwhile
    private func submit(_ envelopes: [CommandEnvelope]) async -> [Reply]? {
        guard !envelopes.isEmpty else { return [] }
        var backoff = Backoff(first: .milliseconds(20), maximum: .seconds(2))
        while true {
            do throws(EngineFault) {
                return try await engine.submit(batch: envelopes, atomic: false)
            } catch {
                if Task.isShuttingDownGracefully || Task.isCancelled { return nil }
                try? await Task.sleep(for: backoff.pause())
            }
        }
    }

    private func disposition(_ command: IntakeCommand, _ reply: Reply) async throws(CancellationError) -> Disposition {
        switch reply {
        case .success(let answer):
            if let promised = command.promised, case .payment(let payment) = answer.outcome, payment.id != promised {
                try await note(.repeated(payment.id), of: promised)
            }
            return .ack
        case .failure(let rejection):
            let problem = Problem(rejection)
            try await note(.refused(code: problem.code, detail: problem.detail), of: command.promised)
            return .deadLetter(reason: problem.reason)
        }
    }

    /// Refuses what may have been decided so long ago that the engine has forgotten its key: a person must look.
    private func checkAge(_ delivery: Delivery) throws(Problem) {
        guard delivery.attempt > 1, let time = delivery.message.time else { return }
        let age = Duration.milliseconds(engine.now.milliseconds - MessageTime.milliseconds(time))
        guard age > retention else { return }
        throw Problem(
            .keyExpired,
            "Attempt \(delivery.attempt) of a message of \(MessageTime.text(time)): it may have been decided before, and its key is forgotten by now."
        )
    }

    private func promised(_ delivery: Delivery) -> PaymentID? {
        guard origin == .server else { return nil }
        return delivery.message.headers[CommandQueue.Header.payment].flatMap { PaymentID($0) }
    }

    /// Notes what became of a promised payment; where that cannot be written now, waits and tries again.
    private func note(_ outcome: RequestOutcome, of payment: PaymentID?) async throws(CancellationError) {
        guard let payment, let outcomes else { return }
        var backoff = Backoff(first: .milliseconds(50), maximum: .seconds(2))
        while true {
            do {
                return try await outcomes.note(outcome, of: payment)
            } catch {
                if Task.isShuttingDownGracefully || Task.isCancelled { throw CancellationError() }
                logger.error("What became of a request cannot be noted", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: backoff.pause())
            }
        }
    }
}

extension Problem {
    /// The problem as the reason of a dead letter: its code, the field and a sentence.
    fileprivate var reason: String {
        let place = field.map { " (\($0))" } ?? ""
        return "\(code)\(place): \(detail)"
    }
}
