/// What Florin keeps in the database: tables and functions in a schema of their own.
///
/// The comment of the schema is its version, so that one query without an error in the server's log tells whether it is there.
enum PostgresSchema {
    /// The version of what is made here: tables of version 1, functions of version 2.
    static let version = 2

    /// The earliest version that ``upgrade`` makes this one of.
    static let earliest = 1

    /// The comment of the schema, without the version.
    static let mark = "Florin messaging "

    /// Asks for the schema's comment: no row without the schema, NULL for a schema of somebody else.
    static let question = """
        SELECT pg_catalog.obj_description(n.oid, 'pg_namespace') FROM pg_catalog.pg_namespace n WHERE n.nspname = 'florin'
        """

    /// Keeps two programs that start at the same time from making the schema twice; to be run in a transaction.
    static let lock = "SELECT pg_catalog.pg_advisory_xact_lock(1179406162, 0)"

    /// Makes everything.
    static let script = tables + "\n" + upgrade

    /// Makes the functions, over those of an earlier version: what they take and answer is the same, so that programs that run go on.
    static let upgrade =
        [publishing, claiming, promoting, settling, membership, groups, upkeep, deadLetters].joined(separator: "\n")
        + "\nCOMMENT ON SCHEMA florin IS '\(mark)\(version)';"

    /// What every session sets: plans that do not depend on statistics (these tables are full one moment and empty the next), and a commit
    /// that is on disk when it is confirmed.
    /// - Parameter milliseconds: the deadline of a statement
    /// - Returns: several statements
    static func session(timeoutMilliseconds milliseconds: Int) -> String {
        """
        SET client_min_messages = warning;
        SET statement_timeout = \(milliseconds);
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = \(milliseconds);
        SET default_transaction_isolation = 'read committed';
        SET search_path = pg_catalog;
        SET enable_seqscan = off;
        SET enable_hashjoin = off;
        SET enable_mergejoin = off;
        SET plan_cache_mode = force_generic_plan;
        SET jit = off;
        SET work_mem = '16MB';
        SELECT pg_catalog.set_config('synchronous_commit', 'on', false)
            WHERE pg_catalog.current_setting('synchronous_commit') = 'off'
        """
    }
}
