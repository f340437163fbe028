import GRDB
import GRDBSQLite

/// One prepared statement of SQLite, bound and stepped directly: the only door to SQLite's C interface.
///
/// GRDB prepares and keeps the statement; this type lends its pointer for as long as the connection is open. Values are bound in the order of
/// the parameters. A statement that gave a row holds it until ``reset()``.
@safe
final class SQLStatement {
    private let owner: Statement
    private let pointer: OpaquePointer
    private let connection: OpaquePointer?
    private var bound: Int32 = 0
    /// Why SQLite did not take a value.
    private var refusal: Int32 = SQLITE_OK

    init(_ database: Database, _ sql: String) throws {
        owner = try database.cachedStatement(sql: sql)
        unsafe pointer = owner.sqliteStatement
        unsafe connection = database.sqliteConnection
        reset()
    }

    /// Makes the statement ready for the next values.
    @inline(__always)
    func reset() {
        bound = 0
        refusal = SQLITE_OK
        // The result only repeats what the last step said.
        _ = unsafe sqlite3_reset(pointer)
    }

    @inline(__always)
    @discardableResult
    func bind(_ value: Int64) -> SQLStatement {
        bound &+= 1
        unsafe note(sqlite3_bind_int64(pointer, bound, value))
        return self
    }

    @inline(__always)
    @discardableResult
    func bind(optional value: Int64?) -> SQLStatement {
        if let value { return bind(value) }
        bound &+= 1
        unsafe note(sqlite3_bind_null(pointer, bound))
        return self
    }

    @discardableResult
    func bind(_ text: String) -> SQLStatement {
        bound &+= 1
        var text = text
        text.withUTF8 { bytes in
            let size = Int32(truncatingIfNeeded: bytes.count)
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                // An empty text may have no address, which SQLite would take for NULL.
                guard let address = characters.baseAddress else {
                    return unsafe note(sqlite3_bind_text(pointer, bound, "", 0, Self.copied))
                }
                unsafe note(sqlite3_bind_text(pointer, bound, address, size, Self.copied))
            }
        }
        return self
    }

    /// Binds bytes without copying them: they must stay until the statement was run.
    @inline(__always)
    func bind(lent bytes: UnsafeRawBufferPointer) {
        bound &+= 1
        guard let address = bytes.baseAddress, unsafe !bytes.isEmpty else {
            return unsafe note(sqlite3_bind_zeroblob(pointer, bound, 0))
        }
        unsafe note(sqlite3_bind_blob64(pointer, bound, address, UInt64(bytes.count), nil))
    }

    @inline(__always)
    private func note(_ code: Int32) {
        if code != SQLITE_OK { refusal = code }
    }

    /// Goes on to the next row.
    /// - Returns: whether there is one
    @inline(__always)
    func step() throws(SQLFault) -> Bool {
        guard refusal == SQLITE_OK else { throw SQLFault(resultCode: refusal) }
        let code = unsafe sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        reset()
        throw SQLFault(resultCode: code)
    }

    /// Runs a statement that gives no rows.
    @inline(__always)
    func run() throws(SQLFault) {
        _ = try step()
        reset()
    }

    /// Runs a statement that gives no rows.
    /// - Returns: how many rows it changed
    @inline(__always)
    func runCounting() throws(SQLFault) -> Int {
        _ = try step()
        let count = Int(unsafe sqlite3_changes(connection))
        reset()
        return count
    }

    /// Runs a statement that gives one number.
    /// - Returns: the number; `nil` where there is no row, or NULL in it
    func number() throws(SQLFault) -> Int64? {
        let value: Int64? = try step() && !isNull(0) ? integer(0) : nil
        reset()
        return value
    }

    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(pointer, column)
    }

    @inline(__always)
    func optional(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    @inline(__always)
    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    func text(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    /// Copies the bytes of a value.
    @inline(__always)
    func bytes(_ column: Int32) -> [UInt8] {
        guard let address = unsafe sqlite3_column_blob(pointer, column) else { return [] }
        let size = Int(unsafe sqlite3_column_bytes(pointer, column))
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(start: address, count: size))
            count = size
        }
    }
}
