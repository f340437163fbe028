/// Asks to move money from one account to another.
public struct TransferRequest: Sendable, Hashable {
    /// The account that is debited.
    public var debit: AccountID

    /// The account that is credited.
    public var credit: AccountID

    /// What is moved.
    public var amount: Money

    /// Whether the amount is only held for now.
    public var pending: Bool

    /// How long a pending transfer holds, in seconds.
    ///
    /// `nil` holds until it is posted or voided. Ignored where not pending.
    public var expiresInSeconds: Int64?

    /// The client's own reference, up to ``maximumReferenceBytes``.
    public var reference: String?

    /// The longest reference in bytes.
    public static let maximumReferenceBytes = 255

    /// The longest time to hold, in seconds: one year.
    public static let maximumExpirySeconds: Int64 = 31_536_000

    /// Creates a request.
    /// - Parameters:
    ///   - debit: the account that is debited
    ///   - credit: the account that is credited
    ///   - amount: what is moved
    ///   - pending: whether the amount is only held for now
    ///   - expiresInSeconds: how long a pending transfer holds; `nil` until it is posted or voided
    ///   - reference: the client's own reference
    public init(
        debit: AccountID, credit: AccountID, amount: Money, pending: Bool = false, expiresInSeconds: Int64? = nil,
        reference: String? = nil
    ) {
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.pending = pending
        self.expiresInSeconds = expiresInSeconds
        self.reference = reference
    }
}
