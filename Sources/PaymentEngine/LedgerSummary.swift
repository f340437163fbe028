public import PaymentCore

/// Counts and sums of a ledger.
public struct LedgerSummary: Sendable, Hashable {
    /// The last event that is included.
    public var position: Position

    /// How many accounts there are.
    public var accountCount: Int

    /// How many payments there are.
    public var paymentCount: Int

    /// How many transfers are pending.
    public var pendingTransferCount: Int

    /// How many idempotency keys are remembered.
    public var idempotencyKeyCount: Int

    /// The sums over all accounts, per currency.
    public var totals: [Currency: State.Totals]

    init(_ ledger: Ledger) {
        position = ledger.state.position
        accountCount = ledger.state.accountCount
        paymentCount = ledger.state.paymentCount
        pendingTransferCount = ledger.state.pendingTransferCount
        idempotencyKeyCount = ledger.window.count
        totals = ledger.state.totals()
    }
}
