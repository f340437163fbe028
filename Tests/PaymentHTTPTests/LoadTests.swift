import HTTPLoad
import Synchronization
import Testing

/// The load generator against the real server.
///
/// No figure decides anything here.
@Suite("Load", .serialized)
struct LoadTests {
    private static func request(_ index: Int, _ buffer: inout [UInt8]) {
        let head =
            "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: l-\(index)\r\n"
        buffer += Array((head + "Content-Length: \(BadInput.payment.utf8.count)\r\n\r\n" + BadInput.payment).utf8)
    }

    @Test func `a closed loop gets an answer to each request`() async throws {
        try await TestServer.with { server in
            try server.client().openAccounts(balance: 100_000_000)
            var plan = LoadPlan(port: server.port)
            plan.connections = 8
            plan.maximumRequests = 500
            plan.durationSeconds = 60
            let seen = Mutex<Set<Int>>([])
            let report = try LoadGenerator.run(plan, write: LoadTests.request) { index, status, body in
                if status == 201, body.count > 100 { seen.withLock { _ = $0.insert(index) } }
            }
            #expect(report.statuses == [201: 500])
            #expect(report.count == 500)
            #expect(report.errors == 0)
            #expect(seen.withLock { $0 } == Set(0..<500))
        }
    }

    @Test func `a fixed rate sends each request once`() async throws {
        try await TestServer.with { server in
            try server.client().openAccounts(balance: 100_000_000)
            var plan = LoadPlan(port: server.port)
            plan.connections = 4
            plan.requestsPerSecond = 1000
            plan.maximumRequests = 200
            plan.durationSeconds = 60
            let report = try LoadGenerator.run(plan, write: LoadTests.request)
            #expect(report.statuses == [201: 200])
            #expect(report.maximumMilliseconds >= report.p999Milliseconds)
            #expect(report.p999Milliseconds >= report.p50Milliseconds)
        }
    }

    @Test func `a port where nobody listens is a fault`() {
        #expect(throws: SocketFault.self) { try BlockingHTTPClient(port: 1) }
        #expect(throws: SocketFault.self) { try BlockingHTTPClient(host: "example.invalid", port: 80) }
        #expect(throws: SocketFault.self) { try LoadGenerator.run(LoadPlan(port: 1), write: LoadTests.request) }
    }
}
