extension PostgresSchema {
    /// Settling and renewing; what is answered are the ordinals (from 1) of the receipts that still had their lease.
    ///
    /// Rows are changed by their place (`ctid`), which nobody else changes while this holds the group's lock: no plan can go wrong.
    /// `p_kinds`: 0 done, 1 retry, 2 dead letter, 3 release.
    static let settling = """
        CREATE OR REPLACE FUNCTION florin.settle(
            p_group integer, p_leases bigint[], p_positions bigint[], p_kinds smallint[], p_delays bigint[],
            p_reasons bytea[]
        ) RETURNS SETOF integer LANGUAGE plpgsql AS $$
        DECLARE
            v_now timestamptz;
            v_topic integer;
            v_found integer[];
            v_keys bigint[];
            v_notify boolean;
            v_promoted boolean := false;
        BEGIN
            PERFORM florin.lock_group(p_group);
            v_now := clock_timestamp();
            WITH asked AS MATERIALIZED (
                SELECT u.position, u.kind, u.delay, u.reason, u.n::integer AS n, p.key, p.attempts, p.row
                FROM unnest(p_leases, p_positions, p_kinds, p_delays, p_reasons) WITH ORDINALITY
                    AS u (lease, position, kind, delay, reason, n)
                CROSS JOIN LATERAL (
                    SELECT x.key, x.attempts, x.ctid AS row FROM florin.pending x
                    WHERE x.group_id = p_group AND x.position = u.position AND x.lease = u.lease
                    OFFSET 0
                ) p
            ), removed AS (
                DELETE FROM florin.pending p
                WHERE p.ctid = ANY (ARRAY(SELECT a.row FROM asked a WHERE a.kind IN (0, 2)))
            ), buried AS (
                INSERT INTO florin.dead_letter (group_id, position, key, attempts, reason, time)
                SELECT p_group, a.position, a.key, a.attempts, coalesce(a.reason, ''), v_now
                FROM asked a WHERE a.kind = 2 ORDER BY a.n
            ), kept AS (
                UPDATE florin.pending p
                SET state = CASE WHEN a.kind = 1 THEN 3 WHEN a.key IS NULL THEN 1 ELSE 4 END,
                    due = CASE WHEN a.kind = 1 THEN v_now + a.delay * interval '1 millisecond'
                        WHEN a.key IS NULL THEN v_now ELSE 'infinity' END,
                    attempts = CASE WHEN a.kind = 3 THEN p.attempts - 1 ELSE p.attempts END,
                    member = NULL, lease = NULL
                FROM asked a
                WHERE a.kind IN (1, 3) AND p.ctid = a.row
            )
            SELECT array_agg(a.n), array_agg(a.key) FILTER (WHERE a.key IS NOT NULL), bool_or(a.kind IN (1, 3))
                INTO v_found, v_keys, v_notify FROM asked a;
            IF v_keys IS NOT NULL THEN
                v_promoted := florin.promote(p_group, v_keys, v_now);
            END IF;
            IF v_notify OR v_promoted THEN
                PERFORM pg_notify('florin', g.topic::text) FROM florin.consumer_group g WHERE g.id = p_group;
            END IF;
            RETURN QUERY SELECT * FROM unnest(v_found);
        END $$;

        CREATE OR REPLACE FUNCTION florin.renew(p_group integer, p_leases bigint[], p_positions bigint[], p_lease bigint)
        RETURNS SETOF integer LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM florin.lock_group(p_group);
            RETURN QUERY WITH asked AS MATERIALIZED (
                SELECT u.n, p.row FROM unnest(p_leases, p_positions) WITH ORDINALITY AS u (lease, position, n)
                CROSS JOIN LATERAL (
                    SELECT x.ctid AS row FROM florin.pending x
                    WHERE x.group_id = p_group AND x.position = u.position AND x.lease = u.lease
                    OFFSET 0
                ) p
            ), renewed AS (
                UPDATE florin.pending p SET due = clock_timestamp() + p_lease * interval '1 millisecond'
                WHERE p.ctid = ANY (ARRAY(SELECT a.row FROM asked a))
            )
            SELECT a.n::integer FROM asked a;
        END $$;
        """
}
