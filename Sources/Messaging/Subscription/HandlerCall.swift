import Logging

/// A call of a handler: what must not reach it is sorted out before, and its errors are turned into retries or dead letters after.
struct HandlerCall: Sendable {
    private let retry: RetryPolicy
    private let handler: MessageSubscription.BatchHandler
    private let givingUp: (@Sendable (Delivery, String) async throws -> Void)?

    init(_ subscription: MessageSubscription) {
        retry = subscription.settings.retry
        handler = subscription.handler
        givingUp = subscription.settings.givingUp
    }

    /// Handles deliveries.
    /// - Parameter batch: in order
    /// - Returns: what becomes of each
    func dispositions(of batch: [Delivery]) async -> [Disposition] {
        var dispositions: [Disposition?] = []
        for delivery in batch { dispositions.append(await refusal(delivery)) }
        let handed = batch.indices.filter { dispositions[$0] == nil }
        guard !handed.isEmpty else { return dispositions.map { $0 ?? .ack } }
        do {
            let answers = try await handler(handed.map { batch[$0] })
            for (index, place) in handed.enumerated() {
                // A handler that leaves one out has not handled it.
                let answer = index < answers.count ? answers[index] : .retry(after: retry.firstDelay)
                dispositions[place] = await limited(answer, batch[place])
            }
        } catch {
            for place in handed {
                dispositions[place] = await limited(nil, batch[place], because: "\(error)")
            }
        }
        return dispositions.map { $0 ?? .ack }
    }

    /// Why a delivery never reaches the handler.
    private func refusal(_ delivery: Delivery) async -> Disposition? {
        if let malformation = delivery.malformation { return await giveUp(delivery, malformation) }
        guard delivery.attempt > retry.attempts else { return nil }
        return await giveUp(delivery, "given up after \(retry.attempts) attempts: its consumer died or lost it")
    }

    /// A retry only while there are attempts left.
    private func limited(
        _ answer: Disposition?, _ delivery: Delivery, because reason: String? = nil
    ) async -> Disposition {
        switch answer {
        case .ack, .deadLetter, .release: return answer ?? .ack
        case .retry, nil:
            guard delivery.attempt < retry.attempts else {
                let why = reason ?? "its handler asked for another"
                return await giveUp(delivery, "given up after \(delivery.attempt) attempts: \(why)")
            }
            return answer
                ?? .retry(after: retry.delay(afterAttempt: delivery.attempt, chance: Double.random(in: 0...1)))
        }
    }

    private func giveUp(_ delivery: Delivery, _ reason: String) async -> Disposition {
        do {
            try await givingUp?(delivery, reason)
            return .deadLetter(reason: reason)
        } catch {
            return .release
        }
    }
}
