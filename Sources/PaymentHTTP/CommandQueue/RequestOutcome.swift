public import PaymentCore

/// What became of a request that was queued and did not become its own payment.
public enum RequestOutcome: Sendable, Hashable {
    /// It was refused: the stable code, and a sentence.
    case refused(code: String, detail: String)
    /// Its idempotency key had been used before: the answer is this payment.
    case repeated(PaymentID)
}

/// Where the outcomes of queued requests are looked up.
public protocol RequestOutcomes: Sendable {
    /// Finds what became of a request.
    /// - Parameter id: the payment that was promised
    /// - Returns: `nil` where it is still queued, or became its own payment
    /// - Throws: what keeps it from being read
    func outcome(of id: PaymentID) async throws -> RequestOutcome?
}
