/// A payment was asked for.
public struct PaymentRequested: Sendable, Hashable {
    /// The number that later events use.
    public var number: PaymentNumber

    /// Its name.
    public var id: PaymentID

    /// What is to be paid.
    public var amount: Money

    /// How money moves.
    public var method: PaymentMethod

    /// When money moves.
    public var capture: CaptureMode

    /// Whose money it is.
    public var payer: AccountNumber

    /// Who gets it.
    public var payee: AccountNumber

    /// When an authorization ends; `nil` where nothing is held.
    public var expiresAt: Timestamp?

    /// The client's own words.
    public var text: PaymentText

    /// Creates the event.
    /// - Parameters:
    ///   - number: the number that later events use
    ///   - id: its name
    ///   - amount: what is to be paid
    ///   - method: how money moves
    ///   - capture: when money moves
    ///   - payer: whose money it is
    ///   - payee: who gets it
    ///   - expiresAt: when an authorization ends; `nil` where nothing is held
    ///   - text: the client's own words
    public init(
        number: PaymentNumber, id: PaymentID, amount: Money, method: PaymentMethod, capture: CaptureMode,
        payer: AccountNumber,
        payee: AccountNumber, expiresAt: Timestamp?, text: PaymentText
    ) {
        self.number = number
        self.id = id
        self.amount = amount
        self.method = method
        self.capture = capture
        self.payer = payer
        self.payee = payee
        self.expiresAt = expiresAt
        self.text = text
    }
}
