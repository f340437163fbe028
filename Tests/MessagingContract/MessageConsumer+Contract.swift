package import Messaging

extension MessageConsumer {
    /// Takes deliveries until there are as many as wanted.
    /// - Parameters:
    ///   - count: how many
    ///   - patience: for how long
    ///   - disposition: how each is settled at once; `nil` for not at all
    /// - Returns: exactly so many, in the order of their coming
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func take(
        _ count: Int, within patience: Duration = Patience.standard, _ disposition: Disposition? = nil
    ) async throws -> [Delivery] {
        let deadline = ContinuousClock.now + patience
        var all: [Delivery] = []
        while all.count < count {
            guard ContinuousClock.now < deadline else {
                throw ContractViolation("Only \(all.count) of \(count) deliveries came within \(patience)")
            }
            let some = try await receive(atMost: min(count - all.count, 500), waiting: .seconds(1))
            if let disposition, !some.isEmpty { try await settle(some, disposition) }
            all += some
        }
        return all
    }

    /// Takes one delivery.
    package func takeOne(within patience: Duration = Patience.standard) async throws -> Delivery {
        let all = try await take(1, within: patience)
        guard let one = all.first else { throw ContractViolation("No delivery came") }
        return one
    }

    /// Settles deliveries whose lease must not be lost.
    package func settle(_ deliveries: [Delivery], _ disposition: Disposition = .ack) async throws {
        let lost = try await settle(deliveries.map { Settlement($0.receipt, disposition) })
        try expect(lost.isEmpty, "\(lost.count) of \(deliveries.count) leases were lost though nobody took them")
    }

    /// Sees that nothing comes.
    /// - Parameter time: for how long it looks
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func takeNothing(for time: Duration = .milliseconds(400)) async throws {
        let some = try await receive(atMost: 10, waiting: time)
        try expect(
            some.isEmpty,
            "Something came though nothing should: \(some.map { "\($0.message.id) (attempt \($0.attempt))" })")
    }
}

extension [Delivery] {
    /// The messages' ids, in order.
    package var ids: [String] { map(\.message.id) }
}

extension [Message] {
    /// Their ids, in order.
    package var ids: [String] { map(\.id) }
}
