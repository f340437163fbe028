import BlockingIO
import GRDB
import Glibc
import Messaging

/// Opens the file, or makes it.
enum QueueFile {
    /// Opens the file.
    /// - Parameters:
    ///   - settings: where it is and how it is used
    ///   - members: the consumers of this process
    ///   - body: works on it; the file is closed when it returns
    /// - Throws: ``SQLFault`` and ``MessagingFault``
    static func open(
        _ settings: EmbeddedSettings, _ members: MemberTable, _ body: (QueueStore) throws -> Void
    ) throws {
        do {
            try make(settings)
            let queue = try DatabaseQueue(path: settings.path, configuration: configuration(settings))
            defer { try? queue.close() }
            try queue.writeWithoutTransaction { database in
                // GRDB sets NORMAL together with the write-ahead log.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try prepare(database, settings)
                let (clock, latest) = try readClock(database)
                let store = try QueueStore(
                    database, clock: clock, latest: latest, settings: settings, label: settings.label,
                    members: members)
                try body(store)
            }
        } catch let error as DatabaseError {
            throw SQLFault(error)
        }
    }

    private static func configuration(_ settings: EmbeddedSettings) -> Configuration {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.journalMode = .wal
        configuration.label = "queues"
        // A rollback that the disk refuses must not end the process: closing the file rolls back as well.
        configuration.allowsUnsafeTransactions = true
        // Short: the engine looks at its calls in between, and asks again.
        configuration.busyMode = .timeout(0.02)
        configuration.prepareDatabase { database in
            // Counts for a new file only.
            try database.execute(sql: "PRAGMA page_size = \(settings.pageBytes)")
            try database.execute(sql: "PRAGMA cache_size = \(-settings.cacheBytes / 1024)")
            // No memory map: a disk that cannot give a page would end the whole process instead of one read.
            try database.execute(sql: "PRAGMA mmap_size = 0")
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // Debian's SQLite overwrites what is deleted, page by page; messages are deleted all the time.
            try database.execute(sql: "PRAGMA secure_delete = OFF")
            try database.execute(
                sql: "PRAGMA wal_autocheckpoint = \(max(1, settings.checkpointBytes / settings.pageBytes))")
            try database.execute(sql: "PRAGMA journal_size_limit = \(2 * settings.checkpointBytes)")
        }
        return configuration
    }

    /// Makes an empty file that only its owner can write and its group can read; what SQLite puts beside it gets the same permissions.
    ///
    /// Under another name first: closing a file that SQLite has open in this process would let go of its locks.
    private static func make(_ settings: EmbeddedSettings) throws {
        guard unsafe access(settings.path, F_OK) != 0, errno == ENOENT else { return }
        let name = "\(settings.path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let descriptor = unsafe Glibc.open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            let code = errno
            switch code {
            case EACCES, EPERM, EROFS:
                throw MessagingFault(.denied, "\(settings.label): no file can be made there (errno \(code))")
            case ENOSPC, EDQUOT: throw MessagingFault(.full, "\(settings.label): there is no room left on its disk")
            default:
                throw MessagingFault(.unavailable, "\(settings.label): no file can be made there (errno \(code))")
            }
        }
        close(descriptor)
        // Where another process was faster, its file is the one.
        _ = unsafe link(name, settings.path)
        unsafe unlink(name)
    }

    private static func prepare(_ database: Database, _ settings: EmbeddedSettings) throws {
        if try isOurs(database, settings) { return }
        try database.execute(sql: "BEGIN IMMEDIATE")
        do {
            if try !isOurs(database, settings) {
                try database.execute(sql: Schema.creation)
                try database.execute(
                    sql: "INSERT INTO clock VALUES (1, '', 0, 0)")
                try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
                try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
            }
            try database.execute(sql: "COMMIT")
        } catch {
            if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
            throw error
        }
    }

    /// Whether the file has the tables; a file without any table may become one.
    private static func isOurs(_ database: Database, _ settings: EmbeddedSettings) throws -> Bool {
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
        let application = try Int64.fetchOne(database, sql: "PRAGMA application_id")
        if tables == 0, application == 0 { return false }
        guard application == Schema.applicationID else {
            throw MessagingFault(.engine, "\(settings.label): the file belongs to another program")
        }
        let version = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == Schema.version else {
            throw MessagingFault(
                .engine,
                "\(settings.label): the file has version \(version), this program knows version \(Schema.version)")
        }
        return true
    }

    /// Reads the file's clock, and sets it where the machine has started anew.
    private static func readClock(_ database: Database) throws -> (FileClock, latest: Int64) {
        let boot = FileClock.currentBoot()
        func read() throws -> (FileClock, Int64)? {
            let row = try Row.fetchOne(database, sql: "SELECT boot, shift, latest FROM clock")
            guard let row, row["boot"] == boot, !boot.isEmpty else { return nil }
            return (FileClock(boot: boot, shift: row["shift"]), row["latest"])
        }
        if let known = try read() { return known }
        try database.execute(sql: "BEGIN IMMEDIATE")
        do {
            var result: (FileClock, Int64)
            if let known = try read() {
                result = known
            } else {
                let latest = try Int64.fetchOne(database, sql: "SELECT latest FROM clock") ?? 0
                result = (FileClock(boot: boot, shift: FileClock.shift(notBefore: latest)), latest)
                try database.execute(
                    sql: "UPDATE clock SET boot = ?, shift = ?", arguments: [boot, result.0.shift])
            }
            try database.execute(sql: "COMMIT")
            return result
        } catch {
            if database.isInsideTransaction { try? database.execute(sql: "ROLLBACK") }
            throw error
        }
    }
}
