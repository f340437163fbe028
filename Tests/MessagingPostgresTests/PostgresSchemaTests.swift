import Messaging
import MessagingContract
import MessagingPostgres
import Testing

@Suite("PostgreSQL schema", .serialized)
struct PostgresSchemaTests {
    @Test func `many programs that start at the same time make one schema`() async throws {
        try await PostgresScene.run { scene in
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<8 {
                    tasks.addTask {
                        let broker = try scene.broker()
                        try await broker.declare(Topic("t"))
                        try await broker.declare(ConsumerGroup("g", of: Topic("t")), startingAt: .beginning)
                        await broker.close()
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(try scene.sql("SELECT count(*) FROM florin.topic") == "1")
            #expect(try scene.sql("SELECT count(*) FROM florin.consumer_group") == "1")
        }
    }

    @Test func `a schema of somebody else, or of a later version, is left alone`() async throws {
        try await PostgresScene.run { scene in
            try scene.sql("CREATE SCHEMA florin")
            let broker = try scene.broker()
            let strange = await PostgresScene.fault { () throws(MessagingFault) in try await broker.connect() }
            #expect(strange?.code == .invalid, "\(String(describing: strange))")
            try scene.sql("COMMENT ON SCHEMA florin IS 'Florin messaging 99'")
            let late = await PostgresScene.fault { () throws(MessagingFault) in try await broker.connect() }
            #expect(late?.code == .engine, "\(String(describing: late))")
            try scene.sql("DROP SCHEMA florin")
            try await broker.connect()
            // Removed behind our back: it is made again.
            try scene.sql("DROP SCHEMA florin CASCADE")
            try await broker.declare(Topic("t"))
            await broker.close()
        }
    }

    @Test func `a schema of version 1 gets the functions of this version, and keeps what it has`() async throws {
        try await PostgresScene.run { scene in
            let old = try scene.broker()
            let group = try ConsumerGroup(queue: "q")
            try await old.declare(group.topic)
            try await old.publish(PostgresScene.messages(3), to: group.topic)
            await old.close()
            let functions =
                "SELECT string_agg(pg_get_functiondef(oid), '' ORDER BY proname) FROM pg_proc WHERE pronamespace = 'florin'::regnamespace"
            let new = try scene.sql(functions)
            // Other bodies under the same names, and one that there was not.
            try scene.sql(
                """
                CREATE OR REPLACE FUNCTION florin.send(p_queue text, p_body text) RETURNS bigint LANGUAGE sql AS 'SELECT 7::bigint';
                CREATE OR REPLACE FUNCTION florin.claim(
                    p_group integer, p_member bigint, p_incarnation integer, p_limit integer, p_lease bigint, p_bytes bigint
                ) RETURNS TABLE (o_lease bigint, o_position bigint, o_attempts integer, o_attributes bytea, o_body bytea)
                LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'old'; END $$;
                DROP FUNCTION florin.renew;
                COMMENT ON SCHEMA florin IS 'Florin messaging 1';
                """)
            #expect(try scene.sql(functions) != new)
            try await withThrowingTaskGroup { tasks in
                for _ in 0..<4 {
                    tasks.addTask {
                        let broker = try scene.broker()
                        try await broker.connect()
                        await broker.close()
                    }
                }
                try await tasks.waitForAll()
            }
            #expect(try scene.sql(functions) == new)
            let broker = try scene.broker()
            let consumer = try await broker.join(group, ConsumerSettings())
            let came = try await consumer.receive(atMost: 5, waiting: .seconds(5))
            #expect(came.map(\.message.id) == ["m0", "m1", "m2"])
            await broker.close()
        }
    }

    @Test func `pages of large dead letters are short, and end with an empty one`() async throws {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let group = try ConsumerGroup(queue: "q")
            try await broker.declare(group.topic)
            let body = [UInt8](repeating: 1, count: 6 << 20)
            try await broker.publish((0..<5).map { Message(id: "\($0)", type: "t", body: body) }, to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings())
            for _ in 0..<5 {
                // No more than fits at a time, but always one.
                let came = try await consumer.receive(atMost: 5, waiting: .seconds(5))
                try #require(came.count == 1)
                _ = try await consumer.settle([Settlement(came[0].receipt, .deadLetter(reason: "large"))])
            }
            var pages: [[String]] = []
            var last: String?
            repeat {
                let page = try await broker.deadLetters(of: group, after: last, limit: 100)
                pages.append(page.map(\.message.id))
                last = page.last?.id
            } while last != nil && pages.count < 10
            #expect(pages == [["0", "1"], ["2", "3"], ["4"], []])
            await broker.close()
        }
    }

    @Test func `messages that every group is done with go away, dead letters stay`() async throws {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let topic = try Topic("t")
            let groups = try [ConsumerGroup("a", of: topic), ConsumerGroup("b", of: topic)]
            for group in groups { try await broker.declare(group, startingAt: .beginning) }
            try await broker.publish(PostgresScene.messages(6000), to: topic)
            for group in groups {
                let consumer = try await broker.join(group, ConsumerSettings(prefetch: 1000))
                var count = 0
                while count < 6000 {
                    let some = try await consumer.receive(atMost: 1000, waiting: .seconds(5))
                    try #require(!some.isEmpty)
                    _ = try await consumer.settle(
                        some.map {
                            Settlement(
                                $0.receipt,
                                $0.message.id == "m10" && group == groups[0] ? .deadLetter(reason: "no") : .ack)
                        })
                    count += some.count
                    if group == groups[0] { #expect(try await broker.depth(of: groups[1]).ready == 6000) }
                }
                _ = try await consumer.receive(atMost: 1, waiting: .milliseconds(10))
            }
            #expect(try scene.sql("SELECT count(*) < 1001 FROM florin.message") == "t")
            #expect(try scene.sql("SELECT count(*) FROM florin.message WHERE position = 11") == "1")
            // A new group begins behind what is gone, and counts right.
            let late = try ConsumerGroup("late", of: topic)
            try await broker.declare(late, startingAt: .beginning)
            let depth = try await broker.depth(of: late)
            #expect(depth.ready < 1001 && depth.consumed == 0)
            let dead = try await broker.deadLetters(of: groups[0], after: nil, limit: 10)
            #expect(dead.map(\.message.id) == ["m10"])
            #expect(try await broker.redrive(nil, of: groups[0]) == 1)
            let consumer = try await broker.join(groups[0], ConsumerSettings())
            let again = try await consumer.receive(atMost: 5, waiting: .seconds(5))
            #expect(again.map(\.message.id) == ["m10"] && again.map(\.attempt) == [1])
            await broker.close()
        }
    }
}
