extension PostgresSchema {
    /// Topics, groups and their depth.
    static let groups = """
        CREATE OR REPLACE FUNCTION florin.declare_topic(p_name text, p_kind smallint) RETURNS integer LANGUAGE plpgsql AS $$
        DECLARE
            v_topic integer;
        BEGIN
            SELECT t.id INTO v_topic FROM florin.topic t WHERE t.name = p_name AND t.kind = p_kind;
            IF FOUND THEN
                RETURN v_topic;
            END IF;
            PERFORM pg_advisory_xact_lock(1179406162, 1);
            SELECT t.id INTO v_topic FROM florin.topic t WHERE t.name = p_name AND t.kind = p_kind;
            IF FOUND THEN
                RETURN v_topic;
            END IF;
            INSERT INTO florin.topic AS t (name, kind) VALUES (p_name, p_kind) RETURNING t.id INTO v_topic;
            INSERT INTO florin.topic_head (topic) VALUES (v_topic);
            IF p_kind = 1 THEN
                INSERT INTO florin.consumer_group (topic, name, start, taken) VALUES (v_topic, p_name, 0, 0);
            END IF;
            RETURN v_topic;
        END $$;

        CREATE OR REPLACE FUNCTION florin.declare_group(p_topic text, p_kind smallint, p_group text, p_at_end boolean) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_topic integer := florin.declare_topic(p_topic, p_kind);
            v_start bigint;
        BEGIN
            IF EXISTS (SELECT FROM florin.consumer_group g WHERE g.topic = v_topic AND g.name = p_group) THEN
                RETURN;
            END IF;
            PERFORM pg_advisory_xact_lock(1179406164, v_topic);
            SELECT CASE WHEN p_at_end THEN h.position ELSE t.trimmed END INTO v_start
                FROM florin.topic t JOIN florin.topic_head h ON h.topic = t.id WHERE t.id = v_topic;
            INSERT INTO florin.consumer_group (topic, name, start, taken) VALUES (v_topic, p_group, v_start, v_start)
                ON CONFLICT DO NOTHING;
        END $$;

        CREATE OR REPLACE FUNCTION florin.group_id(p_topic text, p_kind smallint, p_group text) RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer;
        BEGIN
            SELECT g.id INTO v_group FROM florin.topic t JOIN florin.consumer_group g ON g.topic = t.id
                WHERE t.name = p_topic AND t.kind = p_kind AND g.name = p_group;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'FL001', MESSAGE = 'the group was not declared';
            END IF;
            RETURN v_group;
        END $$;

        CREATE OR REPLACE FUNCTION florin.depth(p_topic text, p_kind smallint, p_group text)
        RETURNS TABLE (o_ready bigint, o_in_flight bigint, o_delayed bigint, o_dead bigint, o_consumed bigint)
        LANGUAGE plpgsql AS $$
        DECLARE
            v_group integer := florin.group_id(p_topic, p_kind, p_group);
            v_now timestamptz := clock_timestamp();
        BEGIN
            RETURN QUERY SELECT
                h.position - g.taken + p.waiting - p.held - p.later, p.held, p.later, d.dead,
                g.taken - g.start - p.waiting - d.dead
            FROM florin.consumer_group g
            JOIN florin.topic_head h ON h.topic = g.topic
            CROSS JOIN LATERAL (
                SELECT count(*) AS waiting,
                    count(*) FILTER (WHERE x.state = 2 AND x.due > v_now) AS held,
                    count(*) FILTER (WHERE x.state = 3 AND x.due > v_now) AS later
                FROM florin.pending x WHERE x.group_id = v_group
            ) p
            CROSS JOIN LATERAL (SELECT count(*) AS dead FROM florin.dead_letter x WHERE x.group_id = v_group) d
            WHERE g.id = v_group;
        END $$;
        """
}
