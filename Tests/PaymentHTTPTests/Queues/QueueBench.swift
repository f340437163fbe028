import HTTPLoad
import Messaging
import MessagingTestSupport

@testable import PaymentHTTP

/// A real server with queues in memory.
struct QueueBench: Sendable {
    let server: TestServer
    let broker: MemoryBroker
    let side: QueueSide

    static func with(
        _ settings: PaymentServerSettings = PaymentServerSettings(), desk: LeaseDeskSettings = LeaseDeskSettings(),
        guarantees: Guarantees = Guarantees(), access: AccessPolicy = AccessPolicy(nil),
        quantities: @escaping @Sendable (ConsumerGroup) async -> MessageQuantities? = { _ in nil },
        _ body: @escaping @Sendable (QueueBench) throws -> Void
    ) async throws {
        let broker = MemoryBroker(guarantees)
        let side = QueueSide(broker: broker, desk: LeaseDesk(broker, settings: desk), quantities: quantities)
        try await TestServer.with(settings, access: access, queues: side) { server in
            try body(QueueBench(server: server, broker: broker, side: side))
        }
    }

    func client() throws -> BlockingHTTPClient { try server.client() }
}

extension BlockingHTTPClient {
    func send(_ queue: String, _ message: String, _ others: String = "") throws -> HTTPAnswer {
        try post("/message", #"{"queue":"\#(queue)","message":\#(message)\#(others)}"#)
    }

    func consume(_ queue: String, _ others: String = "&wait=5") throws -> HTTPAnswer {
        try get("/consume?queue=\(queue)\(others)")
    }

    /// Leases a message and settles it.
    func settle(_ queue: String, _ action: String, _ body: String? = nil) throws -> HTTPAnswer {
        let receipt = try consume(queue).string("receipt") ?? "none"
        return try post("/consume/\(receipt)/\(action)", body)
    }
}
