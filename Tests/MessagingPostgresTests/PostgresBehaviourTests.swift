import Foundation
import Messaging
import MessagingContract
import MessagingPostgres
import Testing

@Suite("PostgreSQL behaviour", .serialized)
struct PostgresBehaviourTests {
    @Test func `a plain SQL program feeds a queue, and what is no message says so`() async throws {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let group = try ConsumerGroup(queue: "payments")
            try await broker.declare(group.topic)
            try scene.sql("SELECT florin.send('payments', '{\"event_name\": \"payment_request\"}')")
            try scene.sql(
                "SELECT florin.publish('payments', 1::smallint, ARRAY[NULL::bigint], ARRAY['\\x0102'::bytea], ARRAY['\\xff'::bytea])"
            )
            let consumer = try await broker.join(group, ConsumerSettings())
            let came = try await consumer.receive(atMost: 5, waiting: .seconds(5))
            // An id of its own: the position may be given out again after a failover. What has no attributes is known by its position.
            #expect(UUID(uuidString: came.first?.message.id ?? "") != nil)
            #expect(came.last?.message.id == "payments/2" && came.count == 2)
            #expect(came.first?.message == Message(id: came[0].message.id, type: "", body: came[0].message.body))
            #expect(came.first?.message.body == Array("{\"event_name\": \"payment_request\"}".utf8))
            #expect(came.map { $0.malformation == nil } == [true, false])
            await broker.close()
        }
    }

    @Test func `a publication wakes a consumer that waits at once, also from another program`() async throws {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let group = try ConsumerGroup(queue: "q")
            try await broker.declare(group.topic)
            let consumer = try await broker.join(group, ConsumerSettings())
            _ = try await consumer.receive(atMost: 1, waiting: .milliseconds(1500))
            var fast = 0
            for _ in 0..<5 {
                async let waiting = consumer.receive(atMost: 1, waiting: .seconds(5))
                try await Task.sleep(for: .milliseconds(100))
                try scene.sql("SELECT florin.send('q', 'x')")
                let sent = ContinuousClock.now
                let came = try await waiting
                try #require(came.count == 1)
                if ContinuousClock.now - sent < .milliseconds(300) { fast += 1 }
                _ = try await consumer.settle([Settlement(came[0].receipt, .ack)])
            }
            #expect(fast >= 1, "\(fast) of 5 deliveries were fast")
            await broker.close()
        }
    }

    @Test func `a full disk is full, and a deadlock is tried again`() async throws {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let topic = try Topic("t")
            try await broker.declare(topic)
            func raise(_ state: String, _ times: Int) throws {
                try scene.sql(
                    """
                    DROP SEQUENCE IF EXISTS public.calls; CREATE SEQUENCE public.calls;
                    CREATE OR REPLACE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        IF nextval('public.calls') <= \(times) THEN RAISE EXCEPTION USING ERRCODE = '\(state)'; END IF;
                        RETURN NEW; END $$;
                    DROP TRIGGER IF EXISTS fail ON florin.topic_head;
                    CREATE TRIGGER fail BEFORE UPDATE ON florin.topic_head FOR EACH ROW EXECUTE FUNCTION public.fail();
                    """)
            }
            try raise("53100", 1)
            let full = await PostgresScene.fault { () throws(MessagingFault) in
                try await broker.publish(PostgresScene.messages(1), to: topic)
            }
            #expect(full?.code == .full && full?.isRetriable == true)
            try await broker.publish(PostgresScene.messages(1), to: topic)
            for state in ["40P01", "40001"] {
                try raise(state, 3)
                try await broker.publish(PostgresScene.messages(1), to: topic)
            }
            #expect(try scene.sql("SELECT count(*) FROM florin.message") == "3")
            await broker.close()
        }
    }

    @Test func `a member whose connection is cut keeps its leases; a claim nobody heard of goes back uncounted`()
        async throws
    {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let group = try ConsumerGroup(queue: "q")
            try await broker.declare(group.topic)
            try await broker.publish(PostgresScene.messages(6, key: "k"), to: group.topic)
            let consumer = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
            let came = try await consumer.receive(atMost: 2, waiting: .seconds(5))
            try #require(came.count == 2)
            // The server did it, the answer was lost.
            try scene.sql("SELECT count(*) FROM florin.claim(1, 1, 1, 2, 600000, 1000000)")
            #expect(try await broker.depth(of: group).inFlight == 4)
            try scene.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'florin'")
            let next = try await consumer.receive(atMost: 10, waiting: .seconds(5))
            // Its own two are still unsettled with it: the others of the key follow as soon as they are.
            let lost = try await consumer.settle(came.map { Settlement($0.receipt, .ack) })
            #expect(lost.isEmpty)
            var rest = next
            while rest.count < 4 {
                let some = try await consumer.receive(atMost: 10, waiting: .seconds(5))
                try #require(!some.isEmpty)
                rest += some
            }
            #expect(rest.map(\.message.id) == ["m2", "m3", "m4", "m5"])
            #expect(rest.map(\.attempt) == [1, 1, 1, 1])
            // A claim of before, found only now, is refused.
            #expect(throws: ContractViolation.self) {
                try scene.sql("SELECT count(*) FROM florin.claim(1, 1, 1, 2, 600000, 1000000)")
            }
            await broker.close()
        }
    }
}
