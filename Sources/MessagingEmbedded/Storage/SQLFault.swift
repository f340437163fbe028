import GRDB
import GRDBSQLite
import Messaging

/// A result code of SQLite that means that something broke.
struct SQLFault: Error {
    /// The extended result code.
    var resultCode: Int32

    init(resultCode: Int32) {
        self.resultCode = resultCode
    }

    init(_ error: DatabaseError) {
        resultCode = error.extendedResultCode.rawValue
    }

    /// Whether another connection holds the lock.
    var isBusy: Bool { resultCode & 0xFF == SQLITE_BUSY }

    /// Whether the connection is of no use any more.
    var breaksConnection: Bool {
        switch resultCode & 0xFF {
        case SQLITE_BUSY, SQLITE_FULL, SQLITE_LOCKED, SQLITE_TOOBIG, SQLITE_NOMEM, SQLITE_INTERRUPT: false
        default: true
        }
    }

    /// The fault for callers.
    ///
    /// SQLite's own message is left out: it may quote what a row contains.
    /// - Parameter label: the engine and its file
    /// - Returns: the fault, with a sentence that names the file and the cause
    func fault(_ label: String) -> MessagingFault {
        let (code, sentence): (MessagingFault.Code, String) =
            switch resultCode & 0xFF {
            case SQLITE_FULL: (.full, "there is no room left on its disk")
            case _ where resultCode == ResultCode.SQLITE_IOERR_SHMSIZE.rawValue:
                (.full, "there is no room left on its disk")
            case SQLITE_BUSY, SQLITE_LOCKED: (.timeout, "another process holds the lock of the file for too long")
            case SQLITE_NOTADB: (.engine, "the file is no database")
            case SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_MISMATCH, SQLITE_CONSTRAINT, SQLITE_SCHEMA:
                (.engine, "the file is damaged")
            case _ where resultCode == ResultCode.SQLITE_IOERR_SHORT_READ.rawValue: (.engine, "the file is damaged")
            case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: (.denied, "the file cannot be written by this user")
            case SQLITE_CANTOPEN: (.unavailable, "the file cannot be opened")
            case SQLITE_TOOBIG: (.tooLarge, "the message is too large")
            default: (.unavailable, "the file cannot be read or written")
            }
        return MessagingFault(code, "\(label): \(sentence), says SQLite with the result code \(resultCode)")
    }
}
