import Foundation
import Messaging
import MessagingContract
import MessagingPostgres
import Testing

@Suite("PostgreSQL order", .serialized)
struct PostgresOrderTests {
    @Test func `a message published in the middle of a claim does not overtake an earlier one of its key`() async throws
    {
        try await PostgresScene.run { scene in
            let broker = try scene.broker()
            let group = try ConsumerGroup(queue: "q")
            try await broker.declare(group.topic)
            try await broker.publish([Message(id: "first", type: "t", key: "k", body: [])], to: group.topic)
            let one = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
            let other = try await broker.join(group, ConsumerSettings(lease: .seconds(600)))
            let first = try await one.receive(atMost: 1, waiting: .seconds(5))
            try #require(first.map(\.message.id) == ["first"])

            // Somebody holds every change of `pending` back until the claim wants one, and publishes then.
            let gap = try PostgresOrderTests.start(
                """
                BEGIN;
                LOCK TABLE florin.pending IN SHARE MODE;
                DO $$ BEGIN
                    WHILE NOT EXISTS (
                        SELECT FROM pg_locks l WHERE l.relation = 'florin.pending'::regclass AND NOT l.granted
                    ) LOOP PERFORM pg_sleep(0.002); END LOOP;
                END $$;
                SELECT florin.publish('q', 1::smallint, ARRAY[(SELECT m.key FROM florin.message m WHERE m.position = 1)],
                    ARRAY[NULL]::bytea[], ARRAY['\\x33'::bytea]);
                COMMIT;
                """, scene)
            defer { gap.terminate() }
            try await broker.publish([Message(id: "second", type: "t", key: "other", body: [])], to: group.topic)
            let held =
                "SELECT count(*) FROM pg_locks WHERE relation = 'florin.pending'::regclass AND mode = 'ShareLock'"
            while try scene.sql(held) == "0" { try #require(gap.isRunning) }
            let came = try await other.receive(atMost: 10, waiting: .seconds(5))
            gap.waitUntilExit()
            #expect(gap.terminationStatus == 0)
            #expect(came.map(\.message.id) == ["second"])

            #expect(try await other.settle(came.map { Settlement($0.receipt, .ack) }).isEmpty)
            #expect(try await broker.depth(of: group) == Depth(ready: 1, inFlight: 1, consumed: 1))
            #expect(try await one.settle(first.map { Settlement($0.receipt, .ack) }).isEmpty)
            let last = try await other.receive(atMost: 10, waiting: .seconds(5))
            #expect(last.map(\.message.id) == ["q/3"])
            await broker.close()
        }
    }

    /// Runs SQL beside the test.
    private static func start(_ text: String, _ scene: PostgresScene) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["psql", scene.server.url, "-v", "ON_ERROR_STOP=1", "-qAt", "-c", text]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }
}
