extension PostgresSchema {
    /// Joining, joining again and leaving.
    ///
    /// A member that lost its connection joins again as the next incarnation of itself: it keeps the leases that it knows (numbers up to
    /// `p_after`), what a claim took whose answer was lost goes back uncounted, and a claim of before that the server finds only now is refused.
    static let membership = """
        CREATE OR REPLACE FUNCTION florin.give_back(p_group integer, p_member bigint, p_after bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_now timestamptz := clock_timestamp();
            v_keys bigint[];
            v_count integer;
        BEGIN
            WITH given AS (
                UPDATE florin.pending p
                SET state = CASE WHEN p.key IS NULL THEN 1 ELSE 4 END, member = NULL, lease = NULL,
                    due = CASE WHEN p.key IS NULL THEN v_now ELSE 'infinity' END, attempts = p.attempts - 1
                WHERE p.group_id = p_group AND p.state = 2 AND p.member = p_member
                    AND p.lease > p_after
                RETURNING p.key
            )
            SELECT array_agg(g.key) FILTER (WHERE g.key IS NOT NULL), count(*) INTO v_keys, v_count FROM given g;
            IF v_keys IS NOT NULL THEN
                PERFORM florin.promote(p_group, v_keys, v_now);
            END IF;
            IF v_count > 0 THEN
                PERFORM pg_notify('florin', g.topic::text) FROM florin.consumer_group g WHERE g.id = p_group;
            END IF;
        END $$;

        CREATE OR REPLACE FUNCTION florin.join_group(
            p_topic text, p_kind smallint, p_group text, p_name text, p_member bigint, p_after bigint
        ) RETURNS TABLE (o_topic integer, o_group integer, o_member bigint, o_incarnation integer)
        LANGUAGE plpgsql AS $$
        BEGIN
            SELECT t.id, g.id INTO o_topic, o_group FROM florin.topic t JOIN florin.consumer_group g ON g.topic = t.id
                WHERE t.name = p_topic AND t.kind = p_kind AND g.name = p_group;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'FL001', MESSAGE = 'the group was not declared';
            END IF;
            PERFORM florin.lock_group(o_group);
            UPDATE florin.consumer_group g SET checked = '-infinity' WHERE g.id = o_group;
            DELETE FROM florin.member m
                WHERE m.group_id = o_group AND m.joined < clock_timestamp() - interval '7 days' AND m.id <> p_member
                    AND NOT EXISTS (
                        SELECT FROM florin.pending p
                        WHERE p.group_id = o_group AND p.state = 2 AND p.member = m.id);
            UPDATE florin.member m SET incarnation = m.incarnation + 1, joined = clock_timestamp()
                WHERE m.id = p_member AND m.group_id = o_group RETURNING m.id, m.incarnation
                INTO o_member, o_incarnation;
            IF FOUND THEN
                PERFORM florin.give_back(o_group, o_member, p_after);
            ELSE
                INSERT INTO florin.member AS m (group_id, name) VALUES (o_group, p_name)
                    RETURNING m.id, m.incarnation INTO o_member, o_incarnation;
            END IF;
            RETURN NEXT;
        END $$;

        CREATE OR REPLACE FUNCTION florin.leave_group(p_group integer, p_member bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM florin.lock_group(p_group);
            PERFORM florin.give_back(p_group, p_member, 0);
            DELETE FROM florin.member m WHERE m.id = p_member;
        END $$;
        """
}
