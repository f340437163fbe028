import PaymentCore

/// What one order is in one currency, as the file holds it.
///
/// The last payment of the order over all its currencies is the greatest of `last_payment` over its rows, which lie together.
struct OrderRow {
    let currency: UInt16
    var lastPayment: Int64 = 0
    var counters = OrderCounters()
    /// Whether the file has it.
    let isStored: Bool
    var isChanged = false

    static let values = """
        last_payment, payments, open, declined, cancelled, expired, short, requested, held, captured, refunded
        """

    static let selection = "SELECT currency, \(values) FROM orders WHERE reference = ?"

    static let insertion = """
        INSERT INTO orders(\(values), currency, reference) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)
        """

    static let update = """
        UPDATE orders SET last_payment = ?, payments = ?, open = ?, declined = ?, cancelled = ?, expired = ?, short = ?, \
        requested = ?, held = ?, captured = ?, refunded = ? WHERE currency = ? AND reference = ?
        """

    /// A row that the file does not have.
    init(currency: UInt16) {
        self.currency = currency
        isStored = false
    }

    /// Reads a row of ``selection``.
    init(_ row: BoundStatement) throws {
        currency = try row.number(0)
        lastPayment = row.integer(1)
        counters.payments = row.integer(2)
        counters.open = row.integer(3)
        counters.declined = row.integer(4)
        counters.cancelled = row.integer(5)
        counters.expired = row.integer(6)
        counters.short = row.integer(7)
        counters.requested = row.integer(8)
        counters.held = row.integer(9)
        counters.captured = row.integer(10)
        counters.refunded = row.integer(11)
        isStored = true
    }

    /// Binds everything but the reference, which is the last parameter of both statements.
    func bind(_ statement: BoundStatement) {
        statement.bind(lastPayment)
        statement.bind(counters.payments)
        statement.bind(counters.open)
        statement.bind(counters.declined)
        statement.bind(counters.cancelled)
        statement.bind(counters.expired)
        statement.bind(counters.short)
        statement.bind(counters.requested)
        statement.bind(counters.held)
        statement.bind(counters.captured)
        statement.bind(counters.refunded)
        statement.bind(currency)
    }
}
