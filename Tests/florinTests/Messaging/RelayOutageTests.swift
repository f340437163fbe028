import Foundation
import HTTPLoad
import JournalTestSupport
import Logging
import Messaging
import MessagingContract
import Testing

/// A relay whose engine is killed while it publishes, is away for a while, and comes back.
@Suite("Relay and the engine's death", .serialized)
struct RelayOutageTests {
    @Test("an engine that is killed costs depth, and no event", arguments: ContractSubject.all.filter(\.hasProcess))
    func outage(subject: ContractSubject) async throws {
        guard subject.missingProgram == nil || Tool.isInCI else { return }
        let engine = try await subject.server(DataFolder())
        try await engine.start()
        let url = try engine.url(options: ["timeout": "3s"])
        let broker = try subject.open(BrokerURL(url), Logger(label: "test"))
        let group = try ConsumerGroup("audit", of: Topic("florin.events"))
        try await broker.declare(group, startingAt: broker.guarantees.starts.contains(.beginning) ? .beginning : .end)
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, flags: ["--broker", url])
        try Accounts.fund(server)
        let payments = PaymentMaker(server)
        try payments.make(150)
        try await engine.kill()
        // Payments go on, and readiness says what is amiss.
        try payments.make(150)
        var ready = try server.client().request("GET", "/health/ready")
        while !ready.text.contains("degraded") { ready = try server.client().request("GET", "/health/ready") }
        #expect(ready.status == 200)
        try await engine.restart()
        try payments.make(50)
        let last = try Accounts.waitForRelays(server)
        ready = try server.client().request("GET", "/health/ready")
        #expect(!ready.text.contains("degraded"), "\(ready.text)")
        #expect(server.stop() == 0)

        var judge = EventJudge()
        let consumer = try await broker.join(group, ConsumerSettings(prefetch: 500))
        while judge.seen.count < last {
            let deliveries = try await EnginePatience.again { () async throws(MessagingFault) in
                try await consumer.receive(atMost: 500, waiting: .seconds(1))
            }
            for delivery in deliveries { judge.take(delivery.message) }
            _ = try await EnginePatience.again { () async throws(MessagingFault) in
                try await consumer.settle(deliveries.map { Settlement($0.receipt, .ack) })
            }
        }
        await consumer.leave()
        #expect(judge.faults.isEmpty, "\(judge.faults.prefix(3))")
        #expect(judge.seen == Set(1...last))
        await broker.close()
        try await engine.stop()
    }
}

/// Calls an engine again where it was away: a consumer of a test has no subscription around it.
enum EnginePatience {
    static func again<Value>(_ call: () async throws(MessagingFault) -> Value) async throws -> Value {
        for _ in 0..<20 {
            do throws(MessagingFault) {
                return try await call()
            } catch {
                guard error.isRetriable else { throw error }
            }
        }
        return try await call()
    }
}

/// Makes payments one after the other.
final class PaymentMaker {
    private let server: ServerProcess
    private var count = 0

    init(_ server: ServerProcess) {
        self.server = server
    }

    func make(_ number: Int) throws {
        let client = try server.client()
        for _ in 0..<number {
            count += 1
            let answer = try client.request(
                "POST", "/v1/payments",
                headers: [("Content-Type", "application/json"), ("Idempotency-Key", "made-\(count)")],
                body:
                    #"{"amount":7,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:payer","payee":"merchant:payee"}"#
            )
            guard answer.status == 201 else { throw ProcessFault(message: answer.text) }
        }
    }
}
