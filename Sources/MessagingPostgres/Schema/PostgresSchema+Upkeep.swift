extension PostgresSchema {
    /// Trimming: messages that every group of the topic is done with go away.
    ///
    /// The log is trimmed from its beginning. What a group still has there (dead letters, long delays) stays, and a sweep looks for it again later,
    /// at a cost that is kept below two percent of the time.
    static let upkeep = """
        CREATE OR REPLACE FUNCTION florin.trim(p_topic integer, p_limit integer) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            v_trimmed bigint;
            v_until bigint;
            v_swept timestamptz;
            v_begin timestamptz;
        BEGIN
            IF NOT pg_try_advisory_xact_lock(1179406164, p_topic) THEN
                RETURN 0;
            END IF;
            SELECT t.trimmed, t.swept INTO v_trimmed, v_swept FROM florin.topic t WHERE t.id = p_topic;
            SELECT min(least(g.taken, o.position - 1)) INTO v_until
                FROM florin.consumer_group g
                LEFT JOIN LATERAL (
                    SELECT min(p.position) AS position FROM florin.pending p
                    WHERE p.group_id = g.id AND p.position > g.taken - 5000
                ) o ON true
                WHERE g.topic = p_topic;
            IF v_until > v_trimmed THEN
                v_until := least(v_until, v_trimmed + p_limit);
                DELETE FROM florin.message m
                    WHERE m.topic = p_topic AND m.position > v_trimmed AND m.position <= v_until
                        AND m.position NOT IN (
                            SELECT p.position FROM florin.consumer_group g JOIN florin.pending p ON p.group_id = g.id
                            WHERE g.topic = p_topic AND p.position > v_trimmed AND p.position <= v_until
                            UNION ALL
                            SELECT d.position FROM florin.consumer_group g JOIN florin.dead_letter d ON d.group_id = g.id
                            WHERE g.topic = p_topic AND d.position > v_trimmed AND d.position <= v_until);
                UPDATE florin.topic t SET trimmed = v_until WHERE t.id = p_topic;
            END IF;
            IF v_swept < clock_timestamp() - interval '30 seconds' THEN
                v_begin := clock_timestamp();
                DELETE FROM florin.message m
                    WHERE m.topic = p_topic AND m.position <= v_trimmed
                        AND m.position NOT IN (
                            SELECT p.position FROM florin.consumer_group g JOIN florin.pending p ON p.group_id = g.id
                            WHERE g.topic = p_topic AND p.position <= v_trimmed
                            UNION ALL
                            SELECT d.position FROM florin.consumer_group g JOIN florin.dead_letter d ON d.group_id = g.id
                            WHERE g.topic = p_topic AND d.position <= v_trimmed);
                UPDATE florin.topic t SET swept = clock_timestamp() + 50 * (clock_timestamp() - v_begin)
                    WHERE t.id = p_topic;
            END IF;
            RETURN greatest(coalesce(v_until, 0) - v_trimmed, 0);
        END $$;
        """
}
