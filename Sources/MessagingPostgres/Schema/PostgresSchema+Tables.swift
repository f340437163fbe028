extension PostgresSchema {
    /// The tables.
    ///
    /// A topic is a log of messages with positions without gaps. A group has a cursor in the log (`taken`); only what is in flight, delayed or
    /// set aside behind another message of its key has a row of its own (`pending`), so that a message that just goes through costs one short
    /// row. Keys are hashes (FNV-1a, 64 bits) of the messages' keys: two keys with the same hash share their order.
    ///
    /// Rows of `pending` come and go quickly, and indexes keep the places of those that are gone until the next vacuum. So that nothing has to
    /// walk over them, a group knows below which position it has no row (`oldest`), and up to when it has looked for leases that have ended
    /// (`checked`).
    ///
    /// `pending.state`: 1 ready, 2 in flight, 3 delayed, 4 set aside. `due`: when it may be taken, or when its lease ends.
    static let tables = """
        CREATE SCHEMA florin;

        CREATE TABLE florin.topic (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name text COLLATE "C" NOT NULL,
            kind smallint NOT NULL,
            trimmed bigint NOT NULL DEFAULT 0,
            swept timestamptz NOT NULL DEFAULT now(),
            UNIQUE (name, kind)
        );

        CREATE TABLE florin.topic_head (
            topic integer PRIMARY KEY REFERENCES florin.topic,
            position bigint NOT NULL DEFAULT 0
        ) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

        CREATE TABLE florin.message (
            topic integer NOT NULL,
            position bigint NOT NULL,
            key bigint,
            size integer NOT NULL,
            attributes bytea,
            body bytea NOT NULL,
            PRIMARY KEY (topic, position)
        ) WITH (autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_scale_factor = 0.05);
        ALTER TABLE florin.message ALTER COLUMN body SET STORAGE EXTERNAL;

        CREATE TABLE florin.consumer_group (
            id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            topic integer NOT NULL REFERENCES florin.topic,
            name text COLLATE "C" NOT NULL,
            start bigint NOT NULL,
            taken bigint NOT NULL,
            oldest bigint NOT NULL DEFAULT 0,
            checked timestamptz NOT NULL DEFAULT '-infinity',
            UNIQUE (topic, name)
        ) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0);

        CREATE SEQUENCE florin.lease_number;

        CREATE TABLE florin.member (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            group_id integer NOT NULL REFERENCES florin.consumer_group,
            incarnation integer NOT NULL DEFAULT 1,
            name text NOT NULL,
            joined timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX member_group ON florin.member (group_id, joined);

        CREATE TABLE florin.pending (
            group_id integer NOT NULL,
            position bigint NOT NULL,
            key bigint,
            state smallint NOT NULL,
            attempts integer NOT NULL,
            due timestamptz NOT NULL,
            member bigint,
            lease bigint,
            PRIMARY KEY (group_id, position)
        ) WITH (
            autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_scale_factor = 0.05,
            autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX pending_due ON florin.pending (group_id, due) WHERE state IN (1, 3);
        CREATE INDEX pending_lease ON florin.pending (group_id, due) WHERE state = 2;
        CREATE INDEX pending_key ON florin.pending (group_id, key, position) WHERE key IS NOT NULL AND state <> 4;
        CREATE INDEX pending_aside ON florin.pending (group_id, key, position) WHERE key IS NOT NULL AND state = 4;

        CREATE TABLE florin.dead_letter (
            group_id integer NOT NULL,
            number bigint GENERATED ALWAYS AS IDENTITY,
            position bigint NOT NULL,
            key bigint,
            attempts integer NOT NULL,
            reason bytea NOT NULL,
            time timestamptz NOT NULL,
            PRIMARY KEY (group_id, number),
            UNIQUE (group_id, position)
        );
        """
}
