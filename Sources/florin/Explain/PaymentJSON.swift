import PaymentCore

/// A payment in JSON, with the keys that the API has.
struct PaymentJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, status, amount, currency, captured, refunded, held, method, capture, payer, payee, order, description
        case metadata
        case declineCode = "decline_code"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case expiresAt = "expires_at"
    }

    private let id: String
    private let status: String
    private let amount: Int64
    private let currency: String
    private let captured: Int64
    private let refunded: Int64
    private let held: Int64
    private let method: String
    private let capture: String
    private let payer: String
    private let payee: String
    private let order: OrNull<String>
    private let description: OrNull<String>
    private let metadata: [String: String]
    private let declineCode: OrNull<String>
    private let createdAt: String
    private let updatedAt: String
    private let expiresAt: OrNull<String>

    init(_ payment: Payment, held: Int64) {
        id = payment.id.description
        status = payment.status.name
        amount = payment.amount.minorUnits
        currency = payment.amount.currency.code
        captured = payment.captured
        refunded = payment.refunded
        self.held = held
        method = payment.method.name
        capture = payment.capture.name
        payer = payment.payer.description
        payee = payment.payee.description
        order = OrNull(payment.text.order)
        description = OrNull(payment.text.description)
        // Two keys of different bytes may be the same text to Swift (é in one piece or in two): the first one stays.
        metadata = Dictionary(payment.text.metadata.map { ($0.key, $0.value) }) { first, _ in first }
        declineCode = OrNull(payment.declineCode?.name)
        createdAt = payment.createdAt.text
        updatedAt = payment.updatedAt.text
        expiresAt = OrNull(payment.expiresAt?.text)
    }
}
