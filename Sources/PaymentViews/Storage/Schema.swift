/// The tables of the file.
///
/// A payment's key is its number and one, so that 0 can stand for no payment; the links of payments and movements are such keys and
/// positions, 0 at the end of a chain. Everything in the file is a function of the journal up to the position in `head`, whatever
/// commits led there: two files at one position are equal, cell by cell.
enum Schema {
    /// Grows with every change of the tables.
    ///
    /// A file of another version is thrown away and made again.
    static let version: Int64 = 1

    /// `FLVW`, which tells a file of ours from those of other programs.
    static let applicationID: Int64 = 0x464C_5657

    /// A table, for walking through it.
    struct Table: Sendable {
        let name: StaticString
        /// The columns that make its key.
        let key: [String]
    }

    static let tables: [Table] = [
        Table(name: "head", key: ["one"]),
        Table(name: "accounts", key: ["number"]),
        Table(name: "payments", key: ["key"]),
        Table(name: "movements", key: ["position"]),
        Table(name: "signposts", key: ["account", "position"]),
        Table(name: "payment_signposts", key: ["account", "side", "payment"]),
        Table(name: "steps", key: ["origin", "position"]),
        Table(name: "orders", key: ["reference", "currency"]),
        Table(name: "moments", key: ["time"]),
        Table(name: "tallies", key: ["kind", "value"]),
    ]

    static let creation = """
        CREATE TABLE head(
            one INTEGER PRIMARY KEY, journal INTEGER NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE accounts(
            number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, currency INTEGER NOT NULL, kind INTEGER NOT NULL,
            allows_overdraft INTEGER NOT NULL, opened_position INTEGER NOT NULL, opened_at INTEGER NOT NULL,
            posted INTEGER NOT NULL, pending_in INTEGER NOT NULL, pending_out INTEGER NOT NULL,
            last_movement INTEGER NOT NULL, movement_count INTEGER NOT NULL,
            last_as_payer INTEGER NOT NULL, payer_count INTEGER NOT NULL,
            last_as_payee INTEGER NOT NULL, payee_count INTEGER NOT NULL);
        CREATE TABLE payments(
            key INTEGER PRIMARY KEY, status INTEGER NOT NULL, currency INTEGER NOT NULL, method INTEGER NOT NULL,
            payer INTEGER NOT NULL, payee INTEGER NOT NULL, previous_of_payer INTEGER NOT NULL,
            previous_of_payee INTEGER NOT NULL, previous_of_order INTEGER NOT NULL, created_at INTEGER NOT NULL,
            updated_after INTEGER NOT NULL, id_high INTEGER NOT NULL, id_low INTEGER NOT NULL,
            phase INTEGER NOT NULL, capture INTEGER NOT NULL, amount INTEGER NOT NULL, captured INTEGER NOT NULL,
            refunded INTEGER NOT NULL, expires_at INTEGER, decline INTEGER NOT NULL, origin INTEGER NOT NULL,
            text BLOB NOT NULL);
        CREATE INDEX payments_by_id ON payments(id_high, id_low);
        CREATE INDEX payments_by_status ON payments(status);
        CREATE INDEX payments_by_currency ON payments(currency);
        CREATE TABLE movements(
            position INTEGER PRIMARY KEY, kind INTEGER NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL,
            amount INTEGER NOT NULL, origin INTEGER NOT NULL, payment INTEGER NOT NULL, time INTEGER NOT NULL,
            reference TEXT, expires_at INTEGER,
            debit_previous INTEGER NOT NULL, debit_posted INTEGER NOT NULL, debit_pending_in INTEGER NOT NULL,
            debit_pending_out INTEGER NOT NULL, debit_count INTEGER NOT NULL,
            credit_previous INTEGER NOT NULL, credit_posted INTEGER NOT NULL, credit_pending_in INTEGER NOT NULL,
            credit_pending_out INTEGER NOT NULL, credit_count INTEGER NOT NULL);
        CREATE TABLE signposts(
            account INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(account, position)) WITHOUT ROWID;
        CREATE TABLE payment_signposts(
            account INTEGER NOT NULL, side INTEGER NOT NULL, payment INTEGER NOT NULL,
            PRIMARY KEY(account, side, payment)) WITHOUT ROWID;
        CREATE TABLE steps(
            origin INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(origin, position)) WITHOUT ROWID;
        CREATE TABLE orders(
            reference TEXT NOT NULL, currency INTEGER NOT NULL, last_payment INTEGER NOT NULL,
            payments INTEGER NOT NULL, open INTEGER NOT NULL, declined INTEGER NOT NULL, cancelled INTEGER NOT NULL,
            expired INTEGER NOT NULL, short INTEGER NOT NULL, requested INTEGER NOT NULL, held INTEGER NOT NULL,
            captured INTEGER NOT NULL, refunded INTEGER NOT NULL, PRIMARY KEY(reference, currency)) WITHOUT ROWID;
        CREATE TABLE moments(time INTEGER PRIMARY KEY, position INTEGER NOT NULL);
        CREATE TABLE tallies(
            kind INTEGER NOT NULL, value INTEGER NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY(kind, value)) WITHOUT ROWID;
        """
}
