import GRDB
import Messaging

/// The file, as the engine's thread works on it: everything happens inside ``begin(isDurable:)`` and ``commit()``.
///
/// What it keeps in memory of the file is dropped when another process has written, or a transaction was rolled back.
final class QueueStore {
    let database: Database
    let label: String
    let settings: EmbeddedSettings
    /// The consumers of this process; they outlive a connection.
    let members: MemberTable
    /// The time of the transaction in milliseconds.
    private(set) var now: Int64 = 0
    /// Groups that may have something to deliver now.
    var wakes: Set<ConsumerGroup> = []
    /// What the transaction does to members.
    var changes: [MemberChange] = []
    var topics: [Topic: TopicState] = [:]
    var topicStatements: [Int64: TopicStatements] = [:]
    var groupStatements: [Int64: GroupStatements] = [:]

    private var clock: FileClock
    private var latest: Int64
    private var seenVersion: Int64 = -1
    private var isFlushing = true
    /// How many pages of the file are free again.
    let freePages: SQLStatement
    private let dataVersion: SQLStatement
    private let writeTopic: SQLStatement
    private let writeGroup: SQLStatement
    private let writeLatest: SQLStatement

    init(
        _ database: Database, clock: FileClock, latest: Int64, settings: EmbeddedSettings, label: String,
        members: MemberTable
    ) throws {
        self.database = database
        self.clock = clock
        self.latest = latest
        self.settings = settings
        self.label = label
        self.members = members
        freePages = try SQLStatement(database, "PRAGMA freelist_count")
        dataVersion = try SQLStatement(database, "PRAGMA data_version")
        writeTopic = try SQLStatement(database, "UPDATE topic SET head = ?, tail = ? WHERE number = ?")
        writeGroup = try SQLStatement(
            database, "UPDATE consumer_group SET cursor = ?, waiting = ?, held = ? WHERE number = ?")
        writeLatest = try SQLStatement(database, "UPDATE clock SET latest = ?")
    }

    /// Begins to write; waits for other processes as the busy handler of the connection does.
    ///
    /// Claims and renewals need not be on the disk: what a loss of power takes of them is a delivery that comes again anyway. They survive the
    /// death of the process all the same, and the next commit that is on the disk takes them along.
    /// - Parameter isDurable: whether the commit must be on the disk when it returns
    /// - Throws: what SQLite says
    func begin(isDurable: Bool) throws {
        if isDurable != isFlushing {
            try database.execute(sql: isDurable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL")
            isFlushing = isDurable
        }
        try database.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        now = clock.now()
        let version = try dataVersion.number() ?? 0
        if version != seenVersion { topics = [:] }
        seenVersion = version
    }

    /// Whether another process has written since the last transaction; cheap, and takes no lock that others wait for.
    func peekForeignChanges() throws -> Bool {
        try dataVersion.number() ?? 0 != seenVersion
    }

    /// Writes what was kept in memory, and ends the transaction.
    func commit() throws {
        for topic in topics.values {
            if topic.mayTrim { try trim(topic) }
            if topic.isDirty {
                try writeTopic.bind(topic.head).bind(topic.tail).bind(topic.number).run()
                topic.isDirty = false
                if now - latest > 60_000 {
                    try writeLatest.bind(now).run()
                    latest = now
                }
            }
            for group in topic.groups where group.isDirty {
                try writeGroup.bind(group.cursor).bind(group.waiting).bind(group.held).bind(group.number).run()
                group.isDirty = false
            }
        }
        try database.cachedStatement(sql: "COMMIT").execute()
        members.apply(changes)
        changes = []
    }

    /// Undoes what was done since ``begin(isDurable:)``.
    func rollback() {
        if database.isInsideTransaction {
            // The result says only that SQLite had rolled back by itself.
            _ = try? database.cachedStatement(sql: "ROLLBACK").execute()
        }
        topics = [:]
        changes = []
        wakes = []
        members.forgetDifferences()
    }

    /// Milliseconds of the file's clock at this moment.
    var time: Int64 { clock.now() }

    /// Whether there is more to trim than the last transaction did.
    var hasMoreToTrim: Bool { topics.values.contains { $0.mayTrim } }

    /// Takes a delivery from a member of this process, once the transaction is committed.
    func release(_ receipt: UInt64, from token: UInt64) {
        guard let member = members[token], member.outstanding[receipt] != nil else { return }
        changes.append(.released(token, receipt: receipt))
        member.difference -= 1
    }

    /// Tells that a group may have something to deliver.
    func wake(_ group: GroupState) {
        wakes.insert(group.group)
    }
}
