import CLibpq

/// What the server answered to a statement, as rows in binary form.
///
/// Owns the memory that libpq gave.
@safe
final class StatementResult {
    private let pointer: OpaquePointer

    /// Takes a result over.
    /// - Parameter pointer: freed with this
    init(_ pointer: OpaquePointer) {
        unsafe self.pointer = unsafe pointer
    }

    deinit {
        unsafe PQclear(pointer)
    }

    /// Whether the server did what it was told.
    var isFine: Bool {
        let status = unsafe PQresultStatus(pointer)
        return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY
    }

    /// The five characters that say what went wrong; empty where the server did not say so.
    var state: String { field(FLORIN_DIAGNOSIS_SQLSTATE) }

    /// What went wrong, in the server's words.
    var message: String {
        let primary = field(FLORIN_DIAGNOSIS_MESSAGE)
        guard primary.isEmpty else { return primary }
        guard let text = unsafe PQresultErrorMessage(pointer) else { return "" }
        return unsafe String(cString: text)
    }

    private func field(_ name: florin_diagnosis) -> String {
        guard let text = unsafe PQresultErrorField(pointer, CInt(bitPattern: name.rawValue)) else { return "" }
        return unsafe String(cString: text)
    }

    /// How many rows there are.
    var count: Int { Int(unsafe PQntuples(pointer)) }

    /// Whether a value is NULL, or not there.
    func isNull(_ row: Int, _ column: Int) -> Bool {
        unsafe PQgetisnull(pointer, Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: column)) != 0
    }

    /// A number of two, four or eight bytes; 0 for NULL.
    func integer(_ row: Int, _ column: Int) -> Int64 {
        unsafe withBytes(row, column) { bytes in
            guard let first = unsafe bytes.first else { return 0 }
            return unsafe bytes.reduce(first >= 0x80 ? -1 : 0) { $0 << 8 | Int64($1) }
        }
    }

    /// A byte string; empty for NULL.
    func bytes(_ row: Int, _ column: Int) -> [UInt8] {
        unsafe withBytes(row, column) { unsafe Array($0) }
    }

    /// A text; empty for NULL, and repaired where it is no UTF-8.
    func text(_ row: Int, _ column: Int) -> String {
        unsafe withBytes(row, column) { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Lends a value's bytes.
    func withBytes<Result>(_ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        let row = Int32(truncatingIfNeeded: row)
        let column = Int32(truncatingIfNeeded: column)
        let length = Int(unsafe PQgetlength(pointer, row, column))
        return unsafe body(UnsafeRawBufferPointer(start: PQgetvalue(pointer, row, column), count: length))
    }
}
