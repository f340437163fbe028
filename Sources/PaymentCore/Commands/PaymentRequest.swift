/// Asks for a payment.
public struct PaymentRequest: Sendable, Hashable {
    /// The name that the payment will have: new for every request, and no part of what makes two requests the same.
    public var id: PaymentID

    /// What is to be paid.
    public var amount: Money

    /// How money moves.
    public var method: PaymentMethod

    /// When money moves.
    public var capture: CaptureMode

    /// Whose money it is.
    public var payer: AccountID

    /// Who gets it.
    public var payee: AccountID

    /// The client's own words.
    public var text: PaymentText

    /// How long the authorization holds with ``CaptureMode/manual``, in seconds; `nil` for ``defaultExpirySeconds``.
    public var expiresInSeconds: Int64?

    /// How long an authorization holds unless the client says otherwise: seven days.
    public static let defaultExpirySeconds: Int64 = 604_800

    /// Creates a request.
    /// - Parameters:
    ///   - id: the name that the payment will have
    ///   - amount: what is to be paid
    ///   - method: how money moves
    ///   - capture: when money moves
    ///   - payer: whose money it is
    ///   - payee: who gets it
    ///   - text: the client's own words
    ///   - expiresInSeconds: how long the authorization holds; `nil` for ``defaultExpirySeconds``
    public init(
        id: PaymentID, amount: Money, method: PaymentMethod = .wallet, capture: CaptureMode = .automatic,
        payer: AccountID,
        payee: AccountID, text: PaymentText = .none, expiresInSeconds: Int64? = nil
    ) {
        self.id = id
        self.amount = amount
        self.method = method
        self.capture = capture
        self.payer = payer
        self.payee = payee
        self.text = text
        self.expiresInSeconds = expiresInSeconds
    }
}
