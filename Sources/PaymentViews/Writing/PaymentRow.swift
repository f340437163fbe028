import PaymentCore

/// A payment as the file holds it.
struct PaymentRow {
    /// Its number and one.
    let key: Int64
    let id: PaymentID
    var phase: PaymentPhase = .requested
    let amount: Int64
    var captured: Int64 = 0
    var refunded: Int64 = 0
    let currency: Currency
    let method: PaymentMethod
    let capture: CaptureMode
    let payer: AccountNumber
    let payee: AccountNumber
    let createdAt: Int64
    var updatedAt: Int64
    let expiresAt: Int64?
    var decline: DeclineCode?
    /// The position of its `paymentRequested`.
    let origin: Int64
    var previousOfPayer: Int64 = 0
    var previousOfPayee: Int64 = 0
    var previousOfOrder: Int64 = 0
    let text: [UInt8]

    var status: PaymentStatus { phase.status(captured: captured, refunded: refunded) }

    /// The bytes of the order reference inside ``text``; `nil` where the payment names no order.
    ///
    /// The packed text begins with the size of the reference, 0xFFFF for none; see `PaymentText`.
    var order: Range<Int>? {
        guard text.count > 2 else { return nil }
        let size = Int(text[0]) | Int(text[1]) << 8
        return size < 0xFFFF && size > 0 && text.count >= 2 + size ? 2..<(2 + size) : nil
    }

    init(_ event: PaymentRequested, at position: Int64, time: Int64) {
        key = Int64(event.number.value) + 1
        id = event.id
        amount = event.amount.minorUnits
        currency = event.amount.currency
        method = event.method
        capture = event.capture
        payer = event.payer
        payee = event.payee
        createdAt = time
        updatedAt = time
        expiresAt = event.expiresAt?.milliseconds
        origin = position
        text = event.text.packed
    }
}
