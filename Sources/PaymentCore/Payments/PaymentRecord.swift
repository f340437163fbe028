/// A payment as the state keeps it: 88 bytes, no references.
struct PaymentRecord: Sendable, Hashable {
    let id: PaymentID
    let amount: Int64
    var captured: Int64 = 0
    var refunded: Int64 = 0
    let createdAt: Timestamp
    var updatedAt: Timestamp
    /// `Int64.min` where nothing is ever held.
    let expiresAtMilliseconds: Int64
    let payer: AccountNumber
    let payee: AccountNumber
    let text: TextArena.Reference
    let currency: Currency
    var phase: PaymentPhase = .requested
    let method: PaymentMethod
    let capture: CaptureMode
    /// The raw value of a ``DeclineCode``, 0 for none.
    var decline: UInt8 = 0

    init(_ event: PaymentRequested, at time: Timestamp, text: TextArena.Reference) {
        id = event.id
        amount = event.amount.minorUnits
        currency = event.amount.currency
        createdAt = time
        updatedAt = time
        expiresAtMilliseconds = event.expiresAt?.milliseconds ?? .min
        payer = event.payer
        payee = event.payee
        self.text = text
        method = event.method
        capture = event.capture
    }

    var expiresAt: Timestamp? {
        expiresAtMilliseconds == .min ? nil : Timestamp(milliseconds: expiresAtMilliseconds)
    }

    var declineCode: DeclineCode? {
        get { DeclineCode(rawValue: decline) }
        set { decline = newValue?.rawValue ?? 0 }
    }

    /// What is held on the payer's account: what was authorized and is not yet captured.
    var held: Int64 { phase == .authorized ? amount - captured : 0 }

    /// What can still be refunded.
    var refundable: Int64 { captured - refunded }

    /// What callers see.
    var status: PaymentStatus { phase.status(captured: captured, refunded: refunded) }

    func posting(of amount: Int64) -> Posting {
        Posting(debit: payer, credit: payee, amount: amount)
    }
}
