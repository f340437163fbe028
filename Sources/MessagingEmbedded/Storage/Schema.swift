/// The tables of the file.
///
/// A topic has a log of its messages, in the order of publishing, and each group a cursor in it. Only what is behind the cursor and not done has a row
/// of its own, in flight or waiting. The log is trimmed behind the slowest group; a message that is in flight, waits or is a dead letter stays.
enum Schema {
    /// `Flmq`, so that `file` and SQLite's tools can tell.
    static let applicationID: Int64 = 0x466C_6D71
    static let version: Int64 = 1

    static let creation = """
        CREATE TABLE clock (
            one INTEGER PRIMARY KEY CHECK (one = 1), boot TEXT NOT NULL, shift INTEGER NOT NULL, latest INTEGER NOT NULL);
        CREATE TABLE topic (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL,
            head INTEGER NOT NULL, tail INTEGER NOT NULL, UNIQUE (name, kind));
        CREATE TABLE consumer_group (
            number INTEGER PRIMARY KEY, topic INTEGER NOT NULL, name TEXT NOT NULL,
            start INTEGER NOT NULL, cursor INTEGER NOT NULL, waiting INTEGER NOT NULL, held INTEGER NOT NULL,
            UNIQUE (topic, name));
        """

    /// The log of a topic; `key` is a hash, `NULL` for no key.
    static func log(_ topic: Int64) -> String {
        """
        CREATE TABLE message_\(topic) (
            position INTEGER PRIMARY KEY, key INTEGER, attributes BLOB NOT NULL, body BLOB NOT NULL);
        """
    }

    /// What a group has in flight, what waits although it is behind the cursor, and its dead letters.
    ///
    /// What is in flight has no index: it is few, and all of it is kept in memory as well (``Flights``).
    static func deliveries(_ group: Int64) -> String {
        """
        CREATE TABLE flight_\(group) (
            position INTEGER PRIMARY KEY, member INTEGER NOT NULL, due INTEGER NOT NULL, key INTEGER,
            attempts INTEGER NOT NULL);
        CREATE TABLE waiting_\(group) (
            position INTEGER PRIMARY KEY, state INTEGER NOT NULL, due INTEGER NOT NULL, key INTEGER,
            attempts INTEGER NOT NULL);
        CREATE INDEX ready_\(group) ON waiting_\(group) (position) WHERE state = 0;
        CREATE INDEX due_\(group) ON waiting_\(group) (due) WHERE state = 1;
        CREATE INDEX later_\(group) ON waiting_\(group) (due) WHERE due > 0;
        CREATE INDEX key_\(group) ON waiting_\(group) (key, state, position) WHERE key IS NOT NULL;
        CREATE TABLE dead_\(group) (
            number INTEGER PRIMARY KEY AUTOINCREMENT, position INTEGER NOT NULL UNIQUE, attempts INTEGER NOT NULL,
            time INTEGER NOT NULL, reason TEXT NOT NULL);
        """
    }
}
