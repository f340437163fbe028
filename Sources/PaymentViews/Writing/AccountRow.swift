import PaymentCore

/// An account as the file holds it, without its id.
///
/// The writer keeps one for every account, in memory.
struct AccountRow {
    var currency: Currency
    var kind: AccountKind
    var allowsOverdraft: Bool
    /// Whether it differs from the file, and is on the writer's list of those that do.
    var isDirty = false
    var openedPosition: Int64
    var openedAt: Int64
    var balance = Balance.zero
    /// The position of its last movement, 0 for none.
    var lastMovement: Int64 = 0
    var movementCount: Int64 = 0
    /// The keys of the last payments that it paid and that were paid to it, 0 for none, and how many there are.
    var lastAsPayer: Int64 = 0
    var payerCount: Int64 = 0
    var lastAsPayee: Int64 = 0
    var payeeCount: Int64 = 0

    static let columns = """
        number, id, currency, kind, allows_overdraft, opened_position, opened_at, posted, pending_in, pending_out, \
        last_movement, movement_count, last_as_payer, payer_count, last_as_payee, payee_count
        """

    static let insertion = "INSERT INTO accounts(\(columns)) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"

    static let update = """
        UPDATE accounts SET posted = ?, pending_in = ?, pending_out = ?, last_movement = ?, movement_count = ?, \
        last_as_payer = ?, payer_count = ?, last_as_payee = ?, payee_count = ? WHERE number = ?
        """

    init(_ event: AccountOpened, at position: Int64, time: Int64) {
        currency = event.currency
        kind = event.kind
        allowsOverdraft = event.allowsOverdraft
        openedPosition = position
        openedAt = time
    }

    /// Reads a row of ``columns``, all but the number and the id.
    init(_ row: BoundStatement) throws {
        guard let currency = Currency(packed: try row.number(2)) else { throw row.misfit(2) }
        self.currency = currency
        kind = try row.rawValue(3)
        allowsOverdraft = try row.flag(4)
        openedPosition = row.integer(5)
        openedAt = row.integer(6)
        balance = try row.balance(7)
        lastMovement = row.integer(10)
        movementCount = row.integer(11)
        lastAsPayer = row.integer(12)
        payerCount = row.integer(13)
        lastAsPayee = row.integer(14)
        payeeCount = row.integer(15)
        guard openedPosition > 0, lastMovement >= 0, movementCount >= 0, lastAsPayer >= 0, payerCount >= 0,
            lastAsPayee >= 0, payeeCount >= 0
        else { throw ViewFault.row("accounts") }
    }

    func insert(_ number: Int, _ id: AccountID, _ statement: BoundStatement) throws {
        statement.bind(number)
        statement.bind(id.description)
        statement.bind(currency.packed)
        statement.bind(kind.rawValue)
        statement.bind(allowsOverdraft ? 1 : 0)
        statement.bind(openedPosition)
        statement.bind(openedAt)
        bindChanging(statement)
        try statement.run()
    }

    func update(_ number: Int, _ statement: BoundStatement) throws {
        bindChanging(statement)
        statement.bind(number)
        try statement.run()
    }

    private func bindChanging(_ statement: BoundStatement) {
        statement.bind(balance.posted)
        statement.bind(balance.pendingIn)
        statement.bind(balance.pendingOut)
        statement.bind(lastMovement)
        statement.bind(movementCount)
        statement.bind(lastAsPayer)
        statement.bind(payerCount)
        statement.bind(lastAsPayee)
        statement.bind(payeeCount)
    }

    /// Takes in one side of a posting.
    mutating func take(_ effect: PostingEffect, _ amount: Int64, on side: Side, at position: Int64) -> MovementSide {
        balance.take(effect, amount, isInflow: kind.normalSide == side)
        defer { lastMovement = position }
        movementCount &+= 1
        return MovementSide(previous: lastMovement, balance: balance, count: movementCount)
    }
}
