extension PostgresSchema {
    /// Dead letters, and what is thrown away; a page of dead letters has up to 16 MiB of bodies.
    static let deadLetters = """
        CREATE OR REPLACE FUNCTION florin.dead_letters(
            p_topic text, p_kind smallint, p_group text, p_after bigint, p_limit integer
        ) RETURNS TABLE (
            o_number bigint, o_position bigint, o_attempts integer, o_milliseconds bigint, o_reason bytea,
            o_attributes bytea, o_body bytea)
        LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer := florin.group_id(p_topic, p_kind, p_group);
        BEGIN
            RETURN QUERY SELECT c.number, c.position, c.attempts, floor(extract(epoch FROM c.time) * 1000)::bigint,
                    c.reason, m.attributes, m.body
                FROM (
                    SELECT d.number, d.position, d.attempts, d.time, d.reason, g.topic,
                        sum(s.size) OVER w AS total, row_number() OVER w AS rank
                    FROM florin.dead_letter d
                    JOIN florin.consumer_group g ON g.id = d.group_id
                    JOIN florin.message s ON s.topic = g.topic AND s.position = d.position
                    WHERE d.group_id = v_group AND d.number > p_after
                    WINDOW w AS (ORDER BY d.number)
                    ORDER BY d.number LIMIT p_limit
                ) c
                JOIN florin.message m ON m.topic = c.topic AND m.position = c.position
                WHERE c.total <= 16777216 OR c.rank = 1
                ORDER BY c.number;
        END $$;

        CREATE OR REPLACE FUNCTION florin.redrive(
            p_topic text, p_kind smallint, p_group text, p_numbers bigint[], p_limit integer
        ) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer := florin.group_id(p_topic, p_kind, p_group);
            v_now timestamptz;
            v_keys bigint[];
            v_count bigint;
            v_oldest bigint;
        BEGIN
            PERFORM florin.lock_group(v_group);
            v_now := clock_timestamp();
            WITH raised AS (
                DELETE FROM florin.dead_letter d
                WHERE d.group_id = v_group AND d.number = ANY (ARRAY(
                    SELECT c.number FROM florin.dead_letter c
                    WHERE c.group_id = v_group AND (p_numbers IS NULL OR c.number = ANY (p_numbers))
                    ORDER BY c.number LIMIT p_limit))
                RETURNING d.position, d.key
            ), added AS (
                INSERT INTO florin.pending (group_id, position, key, state, attempts, due)
                SELECT v_group, r.position, r.key, CASE WHEN r.key IS NULL THEN 1 ELSE 4 END, 0,
                    CASE WHEN r.key IS NULL THEN v_now ELSE 'infinity' END
                FROM raised r
            )
            SELECT array_agg(r.key) FILTER (WHERE r.key IS NOT NULL), count(*), min(r.position)
                INTO v_keys, v_count, v_oldest FROM raised r;
            UPDATE florin.consumer_group g SET oldest = least(g.oldest, v_oldest) WHERE g.id = v_group;
            IF v_keys IS NOT NULL THEN
                PERFORM florin.promote(v_group, v_keys, v_now);
            END IF;
            IF v_count > 0 THEN
                PERFORM pg_notify('florin', g.topic::text) FROM florin.consumer_group g WHERE g.id = v_group;
            END IF;
            RETURN v_count;
        END $$;

        CREATE OR REPLACE FUNCTION florin.purge_waiting(p_topic text, p_kind smallint, p_group text) RETURNS bigint
        LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer := florin.group_id(p_topic, p_kind, p_group);
            v_now timestamptz;
            v_count bigint;
            v_head bigint;
            v_taken bigint;
        BEGIN
            PERFORM florin.lock_group(v_group);
            v_now := clock_timestamp();
            SELECT g.taken, h.position INTO v_taken, v_head
                FROM florin.consumer_group g JOIN florin.topic_head h ON h.topic = g.topic WHERE g.id = v_group;
            UPDATE florin.consumer_group g SET taken = v_head WHERE g.id = v_group;
            DELETE FROM florin.pending p WHERE p.group_id = v_group AND (p.state <> 2 OR p.due <= v_now);
            GET DIAGNOSTICS v_count = ROW_COUNT;
            RETURN v_count + v_head - v_taken;
        END $$;

        CREATE OR REPLACE FUNCTION florin.purge_dead_letters(p_topic text, p_kind smallint, p_group text) RETURNS bigint
        LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer := florin.group_id(p_topic, p_kind, p_group);
            v_count bigint;
        BEGIN
            PERFORM florin.lock_group(v_group);
            DELETE FROM florin.dead_letter d WHERE d.group_id = v_group;
            GET DIAGNOSTICS v_count = ROW_COUNT;
            RETURN v_count;
        END $$;
        """
}
