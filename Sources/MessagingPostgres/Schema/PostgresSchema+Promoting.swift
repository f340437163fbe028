extension PostgresSchema {
    /// Promoting: of messages that were set aside behind another one of their key, the first becomes ready where nothing is before it any more.
    static let promoting = """
        CREATE OR REPLACE FUNCTION florin.promote(p_group integer, p_keys bigint[], p_now timestamptz) RETURNS boolean
        LANGUAGE plpgsql AS $$
        DECLARE
            v_oldest bigint;
        BEGIN
            SELECT g.oldest INTO v_oldest FROM florin.consumer_group g WHERE g.id = p_group;
            UPDATE florin.pending p SET state = 1, due = p_now
                WHERE p.ctid = ANY (ARRAY(
                    SELECT a.row FROM (SELECT DISTINCT u.key FROM unnest(p_keys) u (key)) k
                    CROSS JOIN LATERAL (
                        SELECT x.position, x.ctid AS row FROM florin.pending x
                        WHERE x.group_id = p_group AND x.key = k.key AND x.key IS NOT NULL AND x.state = 4
                            AND x.position >= v_oldest
                        ORDER BY x.position LIMIT 1
                    ) a
                    WHERE NOT EXISTS (
                        SELECT FROM florin.pending l
                        WHERE l.group_id = p_group AND l.key = k.key AND l.key IS NOT NULL AND l.state <> 4
                            AND l.position >= v_oldest AND l.position < a.position)));
            RETURN FOUND;
        END $$;
        """
}
