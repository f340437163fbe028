public import PaymentCore

/// What became of a queued request, where the engine of payments does not know.
public enum RequestOutcome: Sendable, Hashable {
    /// It was refused: the stable code, and a sentence.
    case refused(code: String, detail: String)
    /// Its idempotency key had been used before: the answer is this payment.
    case repeated(PaymentID)
    /// What it asks for was so already, and nothing was written: the answer is this account.
    case unchanged(AccountID)
}

/// Where the outcomes of queued requests are looked up.
public protocol RequestOutcomes: Sendable {
    /// For how long they are kept.
    var retentionMilliseconds: Int64 { get }

    /// Finds what became of a request.
    /// - Parameter request: what it is known by
    /// - Returns: `nil` where it is still queued, or the engine knows what became of it
    /// - Throws: what keeps it from being read
    func outcome(of request: RequestReference) async throws -> RequestOutcome?
}
