import GRDB

extension ViewFault {
    /// A fault for a result code of SQLite.
    ///
    /// SQLite's own message is left out: it may quote what a row contains.
    init(resultCode: Int32, file: StaticString = #fileID, line: UInt = #line) {
        // A file that is shorter than it says has lost something.
        let isShort = resultCode == ResultCode.SQLITE_IOERR_SHORT_READ.rawValue
        let code: Code =
            switch ResultCode(rawValue: resultCode & 0xFF) {
            case _ where isShort: .damaged
            case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_MISMATCH, .SQLITE_CONSTRAINT, .SQLITE_SCHEMA: .damaged
            case .SQLITE_FULL: .full
            case .SQLITE_BUSY, .SQLITE_LOCKED: .busy
            default: .io
            }
        self.init(code, "SQLite answers with the result code \(resultCode).", file: file, line: line)
    }

    /// A fault for whatever GRDB throws.
    init(_ error: any Error, file: StaticString = #fileID, line: UInt = #line) {
        switch error {
        case let fault as ViewFault: self = fault
        case let error as DatabaseError:
            // A table that is missing is an error of the statement for SQLite, and a damaged file for us.
            let isSchema = error.resultCode == .SQLITE_ERROR
            self.init(
                resultCode: isSchema ? ResultCode.SQLITE_SCHEMA.rawValue : error.extendedResultCode.rawValue,
                file: file, line: line)
        default: self.init(.io, "The database library gives up.", underlying: error, file: file, line: line)
        }
    }

    /// A row that makes no sense.
    static func row(_ table: StaticString, file: StaticString = #fileID, line: UInt = #line) -> ViewFault {
        ViewFault(.damaged, "A row of the table \(table) makes no sense.", file: file, line: line)
    }
}
