/// The fields that a command can have in JSON, those of all kinds of commands together.
enum CommandField: UInt32, CaseIterable {
    case allowsOverdraft
    case amount
    case capture
    case credit
    case currency
    case debit
    case description
    case expiresInSeconds
    case id
    case idempotencyKey
    case kind
    case metadata
    case method
    case order
    case payee
    case payer
    case payment
    case pending
    case reference
    case transfer
    case type

    /// The name in JSON.
    var name: String {
        switch self {
        case .allowsOverdraft: "allows_overdraft"
        case .amount: "amount"
        case .capture: "capture"
        case .credit: "credit"
        case .currency: "currency"
        case .debit: "debit"
        case .description: "description"
        case .expiresInSeconds: "expires_in_seconds"
        case .id: "id"
        case .idempotencyKey: "idempotency_key"
        case .kind: "kind"
        case .metadata: "metadata"
        case .method: "method"
        case .order: "order"
        case .payee: "payee"
        case .payer: "payer"
        case .payment: "payment"
        case .pending: "pending"
        case .reference: "reference"
        case .transfer: "transfer"
        case .type: "type"
        }
    }

    private static let names: [(name: FieldName, field: CommandField)] = allCases.compactMap { field in
        FieldName(field.name.utf8.span).map { ($0, field) }
    }

    /// Finds the field with a name.
    static func find(_ name: Span<UInt8>) -> CommandField? {
        guard let name = FieldName(name) else { return nil }
        for entry in names where entry.name == name { return entry.field }
        return nil
    }
}
