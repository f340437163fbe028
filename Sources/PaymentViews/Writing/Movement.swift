import PaymentCore

/// What an account was after one of its movements, and the link to the movement before.
struct MovementSide {
    /// The position of the account's movement before this one, 0 for none.
    var previous: Int64
    var balance: Balance
    /// How many movements the account has had, this one included.
    var count: Int64
}

/// A posting of an event, as the file holds it.
struct Movement {
    var position: Int64
    var kind: MovementKind
    var posting: Posting
    /// The position of the transfer whose hold ends here; 0 for a new transfer and for payments.
    var origin: Int64 = 0
    /// The payment's key, 0 for a transfer.
    var payment: Int64 = 0
    var time: Int64
    var reference: String?
    var expiresAt: Int64?
    var debit: MovementSide
    var credit: MovementSide

    static let columns = """
        position, kind, debit, credit, amount, origin, payment, time, reference, expires_at, \
        debit_previous, debit_posted, debit_pending_in, debit_pending_out, debit_count, \
        credit_previous, credit_posted, credit_pending_in, credit_pending_out, credit_count
        """

    static let insertion = "INSERT INTO movements(\(columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"

    func insert(_ statement: BoundStatement) throws {
        statement.bind(position)
        statement.bind(kind.rawValue)
        statement.bind(posting.debit.value)
        statement.bind(posting.credit.value)
        statement.bind(posting.amount)
        statement.bind(origin)
        statement.bind(payment)
        statement.bind(time)
        statement.bind(reference)
        statement.bind(optional: expiresAt)
        Movement.bind(debit, statement)
        Movement.bind(credit, statement)
        try statement.run()
    }

    private static func bind(_ side: MovementSide, _ statement: BoundStatement) {
        statement.bind(side.previous)
        statement.bind(side.balance.posted)
        statement.bind(side.balance.pendingIn)
        statement.bind(side.balance.pendingOut)
        statement.bind(side.count)
    }

    /// Reads a row of ``columns``.
    init(_ row: BoundStatement) throws {
        position = row.integer(0)
        kind = try row.rawValue(1)
        posting = Posting(
            debit: AccountNumber(try row.number(2)), credit: AccountNumber(try row.number(3)), amount: row.integer(4))
        origin = row.integer(5)
        payment = row.integer(6)
        time = row.integer(7)
        reference = try row.optionalText(8)
        expiresAt = row.optionalInteger(9)
        debit = try Movement.side(row, 10)
        credit = try Movement.side(row, 15)
        guard position > 0, posting.amount > 0, (0..<max(1, position)).contains(debit.previous),
            (0..<max(1, position)).contains(credit.previous)
        else { throw ViewFault.row("movements") }
    }

    private static func side(_ row: BoundStatement, _ first: Int32) throws -> MovementSide {
        MovementSide(
            previous: row.integer(first), balance: try row.balance(first + 1), count: row.integer(first + 4))
    }

    init(
        _ kind: MovementKind, _ posting: Posting, at position: Int64, time: Int64, debit: MovementSide,
        credit: MovementSide
    ) {
        self.kind = kind
        self.posting = posting
        self.position = position
        self.time = time
        self.debit = debit
        self.credit = credit
    }
}
