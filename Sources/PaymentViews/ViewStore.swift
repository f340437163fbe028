import Foundation
import GRDB
import PaymentCore

/// The file of the views: opened, or made anew where it cannot be used.
///
/// The views are made of the journal and can be made again, so whatever is wrong with the file, it is thrown away: the writer starts from the
/// beginning of the journal then.
///
/// **Threads.** Reads go on beside the writer, each sees the views as they were when it began. At most one ``ViewWriter`` may be at
/// work; the folder's owner sees to it that only one process has the file.
public final class ViewStore: Sendable {
    /// How the file was opened.
    public let settings: ViewSettings

    /// Why the file was made anew; `nil` where the one that was there could be used.
    public let renewal: ViewRenewal?

    let pool: DatabasePool

    /// Opens the file, or makes it anew.
    /// - Parameters:
    ///   - settings: where it is and how it is used
    ///   - journalTag: a number that tells the journal from others, such as the first 8 bytes of the SHA-256 of its id
    /// - Throws: ``ViewFault``: `.full`, `.io`, `.busy`; `.invalid` where the file is another program's database
    public init(settings: ViewSettings, journalTag: UInt64) throws {
        self.settings = settings
        do {
            (pool, renewal) = try ViewStore.open(settings, journalTag)
        } catch {
            throw ViewFault(error)
        }
    }

    /// Reads up to where the views have come; blocks the calling thread.
    /// - Returns: the last event and the chain hash of its batch
    /// - Throws: ``ViewFault``
    public func head() throws -> ViewHead {
        do {
            return try pool.read(ViewHead.read)
        } catch {
            throw ViewFault(error)
        }
    }

    /// What reads the views.
    public var reader: ViewReader { ViewReader(self) }

    /// Closes the file: every later read and commit is refused.
    ///
    /// Before ``remove(path:)``, it gives the space of the file back at once. A store that nobody has any more closes the file by itself.
    /// - Throws: ``ViewFault`` with `.busy` where a read is going on
    public func close() throws {
        do {
            try pool.close()
        } catch {
            throw ViewFault(error)
        }
    }

    /// Removes the file and what SQLite keeps beside it.
    ///
    /// A store that still has it open goes on with the removed file and does not see or harm the new one.
    /// - Parameter path: where the file is
    /// - Throws: ``ViewFault`` with `.io`
    public static func remove(path: String) throws {
        do {
            for name in [path, path + "-wal", path + "-shm", path + "-journal"]
            where FileManager.default.fileExists(atPath: name) {
                try FileManager.default.removeItem(atPath: name)
            }
        } catch {
            throw ViewFault(.io, "The file of the views cannot be removed.", underlying: error)
        }
    }
}
