extension PostgresSchema {
    /// Claiming: what members take, one claim of a group at a time.
    ///
    /// First what waits in `pending` (retries, lost leases, the first of a key that was set aside, and what follows it), then the log behind the
    /// group's cursor: messages whose key has a message that is not in this member's hands are set aside, the others are in flight at once.
    /// Questions that are asked for many rows have a LIMIT instead of EXISTS, which the planner would answer by reading all rows of the group once.
    /// The first row answered is none: it has the lease, and how many milliseconds later something else falls due (0 for: ask again).
    ///
    /// The two questions behind the cursor have a snapshot each: both end at the head that was read before them, or a message that is published
    /// in between would be taken although nobody has looked for earlier ones of its key.
    static let claiming = """
        CREATE OR REPLACE FUNCTION florin.lock_group(p_group integer) RETURNS void LANGUAGE sql AS
            'SELECT pg_catalog.pg_advisory_xact_lock(1179406163, p_group)';

        CREATE OR REPLACE FUNCTION florin.claim(
            p_group integer, p_member bigint, p_incarnation integer, p_limit integer, p_lease bigint, p_bytes bigint
        ) RETURNS TABLE (o_lease bigint, o_position bigint, o_attempts integer, o_attributes bytea, o_body bytea)
        LANGUAGE plpgsql AS $$
        DECLARE
            v_topic integer;
            v_taken bigint;
            v_start bigint;
            v_oldest bigint;
            v_checked timestamptz;
            v_head bigint;
            v_now timestamptz;
            v_due timestamptz;
            v_next integer := -1;
            v_lease bigint := nextval('florin.lease_number');
            v_room integer := p_limit;
            v_bytes bigint := p_bytes;
            v_size bigint;
            v_last bigint;
            v_rounds integer := 0;
            v_some bigint[];
            v_keys bigint[];
            v_blocked bigint[];
            v_again bigint[] := '{}';
            v_fresh bigint[] := '{}';
        BEGIN
            PERFORM florin.lock_group(p_group);
            PERFORM FROM florin.member m
                WHERE m.id = p_member AND m.group_id = p_group AND m.incarnation = p_incarnation;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'FL002', MESSAGE = 'the member has joined again';
            END IF;
            v_now := clock_timestamp();
            v_due := v_now + p_lease * interval '1 millisecond';
            SELECT g.topic, g.taken, g.oldest, CASE WHEN g.checked <= v_now THEN g.checked ELSE '-infinity' END
                INTO v_topic, v_taken, v_oldest, v_checked FROM florin.consumer_group g WHERE g.id = p_group;
            v_start := v_taken;

            IF EXISTS (
                SELECT FROM florin.pending p
                WHERE p.group_id = p_group AND p.state = 2 AND p.due > v_checked AND p.due <= v_now
            ) THEN
                WITH expired AS (
                    UPDATE florin.pending p
                    SET state = CASE WHEN p.key IS NULL THEN 1 ELSE 4 END, member = NULL, lease = NULL,
                        due = CASE WHEN p.key IS NULL THEN v_now ELSE 'infinity' END
                    WHERE p.group_id = p_group AND p.state = 2 AND p.due > v_checked AND p.due <= v_now
                    RETURNING p.key
                )
                SELECT array_agg(e.key) INTO v_keys FROM expired e WHERE e.key IS NOT NULL;
                IF v_keys IS NOT NULL THEN
                    PERFORM florin.promote(p_group, v_keys, v_now);
                END IF;
            END IF;

            IF EXISTS (
                SELECT FROM florin.pending p
                WHERE p.group_id = p_group AND p.state IN (1, 3) AND p.due <= v_now
            ) THEN
                SELECT array_agg(c.position), array_agg(c.key) FILTER (WHERE c.key IS NOT NULL), sum(c.size)
                    INTO v_some, v_keys, v_size
                FROM (
                    SELECT h.position, h.key, m.size, sum(m.size) OVER w AS total, row_number() OVER w AS rank
                    FROM (
                        SELECT p.position, p.key, p.due FROM florin.pending p
                        WHERE p.group_id = p_group AND p.state IN (1, 3) AND p.due <= v_now
                            AND (p.key IS NULL OR (
                                SELECT 1 FROM florin.pending e
                                WHERE e.group_id = p_group AND e.key = p.key AND e.key IS NOT NULL AND e.state = 4
                                    AND e.position >= v_oldest AND e.position < p.position LIMIT 1
                            ) IS NULL AND (
                                SELECT 1 FROM florin.pending e
                                WHERE e.group_id = p_group AND e.key = p.key AND e.key IS NOT NULL AND e.state <> 4
                                    AND e.position >= v_oldest AND e.position < p.position
                                    AND (e.state <> 2 OR e.member <> p_member) LIMIT 1
                            ) IS NULL)
                        ORDER BY p.due, p.position LIMIT v_room
                    ) h
                    JOIN florin.message m ON m.topic = v_topic AND m.position = h.position
                    WINDOW w AS (ORDER BY h.due, h.position)
                ) c
                WHERE c.total <= v_bytes OR c.rank = 1;

                IF v_some IS NOT NULL THEN
                    UPDATE florin.pending p
                        SET state = 2, due = v_due, member = p_member, lease = v_lease, attempts = p.attempts + 1
                        WHERE p.group_id = p_group AND p.position = ANY (v_some);
                    v_again := v_some;
                    v_room := v_room - cardinality(v_some);
                    v_bytes := v_bytes - v_size;
                END IF;

                IF v_keys IS NOT NULL AND v_room > 0 AND v_bytes > 0 THEN
                    SELECT array_agg(c.position), sum(c.size) INTO v_some, v_size
                    FROM (
                        SELECT a.position, m.size, sum(m.size) OVER (ORDER BY a.position) AS total
                        FROM (
                            SELECT x.position FROM unnest(v_keys) k (key)
                            CROSS JOIN LATERAL (
                                SELECT min(b.position) AS position FROM florin.pending b
                                WHERE b.group_id = p_group AND b.key = k.key AND b.key IS NOT NULL AND b.state <> 4
                                    AND b.position >= v_oldest AND (b.state <> 2 OR b.member <> p_member)
                            ) barrier
                            CROSS JOIN LATERAL (
                                SELECT p.position FROM florin.pending p
                                WHERE p.group_id = p_group AND p.key = k.key AND p.key IS NOT NULL AND p.state = 4
                                    AND p.position >= v_oldest
                                    AND (barrier.position IS NULL OR p.position < barrier.position)
                                ORDER BY p.position LIMIT v_room
                            ) x
                            ORDER BY x.position LIMIT v_room
                        ) a
                        JOIN florin.message m ON m.topic = v_topic AND m.position = a.position
                    ) c
                    WHERE c.total <= v_bytes;
                    IF v_some IS NOT NULL THEN
                        UPDATE florin.pending p
                            SET state = 2, due = v_due, member = p_member, lease = v_lease, attempts = p.attempts + 1
                            WHERE p.group_id = p_group AND p.position = ANY (v_some);
                        v_again := v_again || v_some;
                        v_room := v_room - cardinality(v_some);
                        v_bytes := v_bytes - v_size;
                    END IF;
                END IF;
            END IF;

            SELECT h.position INTO v_head FROM florin.topic_head h WHERE h.topic = v_topic;
            WHILE v_room > 0 AND v_bytes > 0 AND v_taken < v_head AND v_rounds < 8 LOOP
                v_rounds := v_rounds + 1;
                SELECT array_agg(k.key) INTO v_blocked FROM (
                    SELECT DISTINCT b.key FROM (
                        SELECT m.key FROM florin.message m
                        WHERE m.topic = v_topic AND m.position > v_taken AND m.position <= v_head
                        ORDER BY m.position LIMIT greatest(v_room, 64)
                    ) b WHERE b.key IS NOT NULL
                ) k
                WHERE (
                    SELECT 1 FROM florin.pending p
                    WHERE p.group_id = p_group AND p.key = k.key AND p.key IS NOT NULL AND p.state = 4
                        AND p.position >= v_oldest LIMIT 1
                ) IS NOT NULL OR (
                    SELECT 1 FROM florin.pending p
                    WHERE p.group_id = p_group AND p.key = k.key AND p.key IS NOT NULL AND p.state <> 4
                        AND p.position >= v_oldest AND (p.state <> 2 OR p.member <> p_member) LIMIT 1
                ) IS NOT NULL;
                WITH batch AS (
                    SELECT m.position, m.key, m.size, coalesce(m.key = ANY (v_blocked), false) AS blocked
                    FROM florin.message m
                    WHERE m.topic = v_topic AND m.position > v_taken AND m.position <= v_head
                    ORDER BY m.position LIMIT greatest(v_room, 64)
                ), ranked AS (
                    SELECT b.position, b.key, b.blocked,
                        count(*) FILTER (WHERE NOT b.blocked) OVER w AS rank,
                        sum(b.size) FILTER (WHERE NOT b.blocked) OVER w AS total
                    FROM batch b WINDOW w AS (ORDER BY b.position)
                ), added AS (
                    INSERT INTO florin.pending (group_id, position, key, state, attempts, due, member, lease)
                    SELECT p_group, r.position, r.key,
                        CASE WHEN r.blocked THEN 4 ELSE 2 END, CASE WHEN r.blocked THEN 0 ELSE 1 END,
                        CASE WHEN r.blocked THEN 'infinity' ELSE v_due END,
                        CASE WHEN r.blocked THEN NULL ELSE p_member END, CASE WHEN r.blocked THEN NULL ELSE v_lease END
                    FROM ranked r
                    WHERE r.rank <= v_room AND (r.total IS NULL OR r.total <= v_bytes
                        OR (r.rank = 1 AND v_room = p_limit))
                    RETURNING position, state
                )
                SELECT max(a.position), array_agg(a.position) FILTER (WHERE a.state = 2),
                    (SELECT max(r.total) FROM ranked r WHERE r.rank <= v_room AND r.total <= v_bytes)
                    INTO v_last, v_some, v_size FROM added a;
                EXIT WHEN v_last IS NULL;
                v_taken := v_last;
                IF v_some IS NOT NULL THEN
                    v_fresh := v_fresh || v_some;
                    v_room := v_room - cardinality(v_some);
                    v_bytes := v_bytes - coalesce(v_size, v_bytes);
                END IF;
            END LOOP;
            IF v_taken <> v_start OR v_room < p_limit THEN
                UPDATE florin.consumer_group g SET taken = v_taken, checked = v_now,
                    oldest = coalesce((
                        SELECT min(p.position) FROM florin.pending p
                        WHERE p.group_id = p_group AND p.position >= v_oldest
                    ), v_taken)
                    WHERE g.id = p_group;
            END IF;

            IF v_room = p_limit THEN
                IF v_taken < v_head AND v_taken <> v_start THEN
                    v_next := 0;
                ELSE
                    SELECT least((
                        SELECT p.due FROM florin.pending p
                        WHERE p.group_id = p_group AND p.state = 2 AND p.due > v_now ORDER BY p.due LIMIT 1
                    ), (
                        SELECT p.due FROM florin.pending p
                        WHERE p.group_id = p_group AND p.state IN (1, 3) AND p.due > v_now ORDER BY p.due LIMIT 1
                    )) INTO v_due;
                    v_next := least(ceil(extract(epoch FROM v_due - v_now) * 1000), 3600000)::integer;
                    IF v_due IS NULL THEN
                        v_next := -1;
                    END IF;
                END IF;
            END IF;
            RETURN QUERY SELECT v_lease, 0::bigint, coalesce(v_next, -1), NULL::bytea, NULL::bytea;
            IF cardinality(v_again) > 0 THEN
                RETURN QUERY SELECT v_lease, m.position, p.attempts, m.attributes, m.body
                    FROM florin.pending p JOIN florin.message m ON m.topic = v_topic AND m.position = p.position
                    WHERE p.group_id = p_group AND p.position = ANY (v_again)
                    ORDER BY m.position;
            END IF;
            IF cardinality(v_fresh) > 0 THEN
                RETURN QUERY SELECT v_lease, m.position, 1, m.attributes, m.body
                    FROM florin.message m WHERE m.topic = v_topic AND m.position = ANY (v_fresh)
                    ORDER BY m.position;
            END IF;
        END $$;
        """
}
