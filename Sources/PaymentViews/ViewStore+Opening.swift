import Foundation
import GRDB
import Journal

extension ViewStore {
    /// Reads up to where a file of views has come, and changes nothing.
    /// - Parameters:
    ///   - path: where the file is
    ///   - journalTag: the number of the journal that it must be made of
    /// - Returns: the last event and the chain hash of its batch
    /// - Throws: ``ViewFault``: `.damaged` where it is no such file, or of another version or journal
    public static func head(at path: String, journalTag: UInt64) throws -> ViewHead {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            return try queue.read { database in
                if let reason = try reasonForRenewal(database, journalTag) {
                    throw ViewFault(.damaged, reason.explanation)
                }
                return try ViewHead.read(database)
            }
        } catch {
            throw ViewFault(error)
        }
    }

    static func open(_ settings: ViewSettings, _ tag: UInt64) throws -> (DatabasePool, ViewRenewal?) {
        guard settings.pageSizeBytes.nonzeroBitCount == 1, (512...65_536).contains(settings.pageSizeBytes),
            settings.maximumReaders > 0, settings.maximumPendingEvents > 0, settings.maximumRowsPerPage > 0
        else { throw ViewFault(.invalid, "A setting of the views is out of its range.") }
        var renewal = ViewRenewal.missing
        if FileManager.default.fileExists(atPath: settings.path) {
            do {
                let pool = try makePool(settings)
                guard let reason = try pool.read({ try reasonForRenewal($0, tag) }) else { return (pool, nil) }
                renewal = reason
                try pool.close()
            } catch {
                let fault = ViewFault(error)
                guard fault.code == .damaged else { throw fault }
                renewal = .damaged
            }
        }
        try remove(path: settings.path)
        // Made here, and not by SQLite, so that only who may read the journal may read it; what SQLite puts beside it gets the same permissions.
        _ = FileManager.default.createFile(atPath: settings.path, contents: nil, attributes: [.posixPermissions: 0o640])
        let pool = try makePool(settings)
        try pool.write { try create($0, tag) }
        return (pool, renewal)
    }

    private static func makePool(_ settings: ViewSettings) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = settings.maximumReaders
        configuration.busyMode = .timeout(10)
        configuration.label = "views"
        configuration.prepareDatabase { database in
            // Counts for a new file only; GRDB switches to the write-ahead log, and to `synchronous = NORMAL`, after this.
            try database.execute(sql: "PRAGMA page_size = \(settings.pageSizeBytes)")
            let isReader = database.configuration.readonly
            let cache = isReader ? settings.readerCacheSizeBytes : settings.cacheSizeBytes
            try database.execute(sql: "PRAGMA cache_size = \(-max(1, cache / 1024))")
            // No memory map: a disk that cannot give a page would end the whole process instead of one read.
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            let pages = max(1, settings.checkpointSizeBytes / settings.pageSizeBytes)
            try database.execute(sql: "PRAGMA wal_autocheckpoint = \(pages)")
            try database.execute(sql: "PRAGMA journal_size_limit = \(2 * settings.checkpointSizeBytes)")
        }
        return try DatabasePool(path: settings.path, configuration: configuration)
    }

    private static func create(_ database: Database, _ tag: UInt64) throws {
        try database.execute(sql: Schema.creation)
        try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
        try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
        let statement = try BoundStatement(database, "INSERT INTO head VALUES (1, ?, 0, zeroblob(32))")
        statement.bind(tag)
        try statement.run()
    }

    /// Why a file that could be opened cannot be used; `nil` where it can.
    private static func reasonForRenewal(_ database: Database, _ tag: UInt64) throws -> ViewRenewal? {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        if tables == 0 { return .empty }
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id")
        guard application == Schema.applicationID else {
            throw ViewFault(.invalid, "The file of the views belongs to another program. Choose another place.")
        }
        let version = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        if version != Schema.version { return version < Schema.version ? .olderVersion : .newerVersion }
        let head = try BoundStatement(database, "SELECT journal FROM head WHERE one = 1")
        guard try head.step() else { return .damaged }
        let stored = UInt64(bitPattern: head.integer(0))
        head.reset()
        if stored != tag { return .otherJournal }
        _ = try ViewHead.read(database)
        return nil
    }
}
