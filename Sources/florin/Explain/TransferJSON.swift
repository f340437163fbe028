import PaymentCore

/// A transfer in JSON, with the keys that the API has.
struct TransferJSON: Encodable {
    private enum CodingKeys: String, CodingKey {
        case id, status, debit, credit, amount, currency, posted, held, reference
        case createdAt = "created_at"
        case updatedAt = "updated_at"
        case expiresAt = "expires_at"
    }

    private let id: String
    private let status: String
    private let debit: String
    private let credit: String
    private let amount: Int64
    private let currency: String
    private let posted: Int64
    private let held: Int64
    private let reference: OrNull<String>
    private let createdAt: String
    private let updatedAt: String
    private let expiresAt: OrNull<String>

    init(_ transfer: ExplainedTransfer, held: Int64) {
        id = transfer.id.description
        status = transfer.status.name
        debit = transfer.debit.description
        credit = transfer.credit.description
        amount = transfer.amount.minorUnits
        currency = transfer.amount.currency.code
        posted = transfer.posted
        self.held = held
        reference = OrNull(transfer.reference)
        createdAt = transfer.createdAt.text
        updatedAt = transfer.updatedAt.text
        expiresAt = OrNull(transfer.expiresAt?.text)
    }
}
