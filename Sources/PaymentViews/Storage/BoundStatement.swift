import GRDB
import GRDBSQLite

/// One prepared statement of SQLite, bound and stepped directly: the only door to SQLite's C interface.
///
/// GRDB prepares and keeps the statement; this type lends its pointer for as long as it lives, inside one access of the pool. Values are bound
/// in the order of the parameters. A statement that gave a row holds it until ``reset()``.
@safe
final class BoundStatement {
    private let owner: Statement
    private let pointer: OpaquePointer
    private var bound: Int32 = 0
    /// Why SQLite did not take a value.
    private var refusal: Int32 = SQLITE_OK

    init(_ database: Database, _ sql: String) throws {
        owner = try database.cachedStatement(sql: sql)
        unsafe pointer = owner.sqliteStatement
        reset()
    }

    deinit {
        reset()
    }

    /// Makes the statement ready for the next values.
    func reset() {
        bound = 0
        refusal = SQLITE_OK
        // The result only repeats what the last step said.
        unsafe ignore(sqlite3_reset(pointer))
    }

    @inline(__always)
    func bind(_ value: Int64) {
        bound &+= 1
        unsafe note(sqlite3_bind_int64(pointer, bound, value))
    }

    /// Binds a number; an unsigned one of 64 bits keeps its bits.
    @inline(__always)
    func bind(_ value: some FixedWidthInteger) {
        bind(Int64(truncatingIfNeeded: value))
    }

    func bind(optional value: Int64?) {
        if let value { bind(value) } else { bindNull() }
    }

    func bindNull() {
        bound &+= 1
        unsafe note(sqlite3_bind_null(pointer, bound))
    }

    func bind(_ text: String?) {
        guard var text else { return bindNull() }
        text.withUTF8 { bytes in
            unsafe bindText(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Binds some of the bytes of an array as text.
    func bind(text bytes: [UInt8], _ range: Range<Int>) {
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe bindText(UnsafeRawBufferPointer(rebasing: buffer[range]))
        }
    }

    private func bindText(_ bytes: UnsafeRawBufferPointer) {
        bound &+= 1
        guard let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self) else {
            // An empty text may have no address, which SQLite would take for NULL.
            return unsafe note(sqlite3_bind_text(pointer, bound, "", 0, Self.copied))
        }
        let size = Int32(truncatingIfNeeded: bytes.count)
        unsafe note(sqlite3_bind_text(pointer, bound, address, size, Self.copied))
    }

    func bind(blob bytes: [UInt8]) {
        bound &+= 1
        unsafe bytes.withUnsafeBytes { buffer in
            let size = Int32(truncatingIfNeeded: buffer.count)
            guard size > 0 else { return unsafe note(sqlite3_bind_zeroblob(pointer, bound, 0)) }
            unsafe note(sqlite3_bind_blob(pointer, bound, buffer.baseAddress, size, Self.copied))
        }
    }

    @inline(__always)
    private func note(_ code: Int32) {
        if code != SQLITE_OK { refusal = code }
    }

    private func ignore(_ code: Int32) {}

    /// Goes on to the next row.
    /// - Returns: whether there is one
    func step() throws -> Bool {
        guard refusal == SQLITE_OK else { throw ViewFault(resultCode: refusal) }
        let code = unsafe sqlite3_step(pointer)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        reset()
        throw ViewFault(resultCode: code)
    }

    /// Runs a statement that gives no rows.
    func run() throws {
        _ = try step()
        reset()
    }

    private static var copied: sqlite3_destructor_type {
        unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 {
        unsafe sqlite3_column_int64(pointer, column)
    }

    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL
    }

    func bytes(_ column: Int32) -> [UInt8] {
        let address = unsafe sqlite3_column_blob(pointer, column)
        let size = Int(unsafe sqlite3_column_bytes(pointer, column))
        return unsafe Array(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : size))
    }

    /// How many columns a row has.
    var columnCount: Int32 { unsafe sqlite3_column_count(pointer) }

    /// The name of a column.
    func name(_ column: Int32) -> String {
        unsafe sqlite3_column_name(pointer, column).map { unsafe String(cString: $0) } ?? ""
    }

    /// SQLite's number for the type of a value.
    func type(_ column: Int32) -> Int32 {
        unsafe sqlite3_column_type(pointer, column)
    }
}
