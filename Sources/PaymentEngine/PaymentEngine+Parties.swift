import PaymentCore

extension PaymentEngine {
    /// Finds the accounts of payments and transfers in durable state, all at the same position.
    /// - Parameter subjects: which ones
    /// - Returns: where each stands, in order
    /// - Throws: ``EngineFault``
    public func parties(of subjects: [CommandSubject]) async throws(EngineFault) -> Reading<[SubjectParties]> {
        try await read { ledger in
            Reading(subjects.map { ledger.state.parties(of: $0) }, at: ledger.state.position)
        }
    }
}
