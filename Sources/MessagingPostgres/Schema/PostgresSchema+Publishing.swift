extension PostgresSchema {
    /// Publishing: positions come from a counter that stays locked until the commit, so that they become visible in their order, without gaps.
    ///
    /// A failover or a restored back-up may give out positions again. So what plain programs send has an id of its own, in the form of
    /// ``MessageCoding``: version 1, a text of 36 bytes, and nothing else.
    static let publishing = """
        CREATE OR REPLACE FUNCTION florin.publish(
            p_topic text, p_kind smallint, p_keys bigint[], p_attributes bytea[], p_bodies bytea[]
        ) RETURNS bigint LANGUAGE plpgsql AS $$
        DECLARE
            v_topic integer;
            v_count integer := cardinality(p_bodies);
            v_head bigint;
        BEGIN
            SELECT t.id INTO v_topic FROM florin.topic t WHERE t.name = p_topic AND t.kind = p_kind;
            IF NOT FOUND THEN
                RAISE EXCEPTION USING ERRCODE = 'FL001', MESSAGE = 'the topic was not declared';
            END IF;
            UPDATE florin.topic_head h SET position = h.position + v_count
                WHERE h.topic = v_topic RETURNING h.position - v_count INTO v_head;
            INSERT INTO florin.message (topic, position, key, size, attributes, body)
                SELECT v_topic, v_head + u.n, u.key, octet_length(u.body), u.attributes, u.body
                FROM unnest(p_keys, p_attributes, p_bodies) WITH ORDINALITY AS u (key, attributes, body, n);
            PERFORM pg_notify('florin', v_topic::text);
            RETURN v_head + v_count;
        END $$;

        CREATE OR REPLACE FUNCTION florin.send(p_queue text, p_body text) RETURNS bigint LANGUAGE sql AS $$
            SELECT florin.publish(
                p_queue, 1::smallint, ARRAY[NULL]::bigint[],
                ARRAY['\\x0124'::bytea || convert_to(gen_random_uuid()::text, 'UTF8') || '\\x000000000000'::bytea],
                ARRAY[convert_to(p_body, 'UTF8')])
        $$;
        COMMENT ON FUNCTION florin.send(text, text) IS 'Publishes a plain message to a queue, for programs that know SQL only';
        """
}
