import Glibc
import HTTPLoad
import PaymentHTTP
import Testing

/// Clients that are slow, idle, many or gone.
///
/// The deadlines are short; only whether they end something is asked, never when.
@Suite("Slow clients", .serialized)
struct SlowClientTests {
    private static var hasty: PaymentServerSettings {
        var settings = PaymentServerSettings()
        settings.requestTimeoutSeconds = 0.2
        settings.lingerTimeoutSeconds = 0.1
        return settings
    }

    @Test func `a client that sends and never reads is not taken more from than the sockets hold`() async throws {
        try await TestServer.with { server in
            let client = try BlockingHTTPClient(port: server.port, timeoutSeconds: 1)
            let requests = Array(String(repeating: "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n", count: 10_000).utf8)
            var sent = 0
            while sent < 64 << 20 {
                do { try client.send(requests) } catch { break }
                sent += requests.count
            }
            #expect(sent < 64 << 20)
            // And the others are served.
            #expect(try server.client().request("GET", "/health/live").status == 200)
        }
    }

    @Test func `a head that never ends is 408`() async throws {
        try await TestServer.with(SlowClientTests.hasty) { server in
            let client = try server.client()
            try client.send("POST /v1/payments HTTP/1.1\r\nHost: a\r\n")
            try FramingTests.expectRefusal(client, 408, "request_timeout")
        }
    }

    @Test func `a body that never comes is 408`() async throws {
        try await TestServer.with(SlowClientTests.hasty) { server in
            let client = try server.client()
            try client.send("POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n{")
            try FramingTests.expectRefusal(client, 408, "request_timeout")
        }
    }

    @Test func `bytes that drip do not extend the deadline`() async throws {
        try await TestServer.with(SlowClientTests.hasty) { server in
            let client = try server.client()
            try client.send("GET /health/live HTTP/1.1\r\nX-Drip: ")
            // Each write waits for the server to be scheduled; however many it takes, the server must end it.
            var isOpen = true
            while isOpen {
                do {
                    try client.send("x")
                    usleep(10_000)
                } catch {
                    isOpen = false
                }
            }
        }
    }

    @Test func `an idle connection is closed without an answer`() async throws {
        var settings = PaymentServerSettings()
        settings.idleTimeoutSeconds = 0.2
        try await TestServer.with(settings) { server in
            let fresh = try server.client()
            let used = try server.client()
            #expect(try used.get("/health/live").status == 200)
            #expect(try fresh.receiveEnd() == 0)
            #expect(try used.receiveEnd() == 0)
        }
    }

    @Test func `a client that does not read its answers is disconnected`() async throws {
        var settings = PaymentServerSettings()
        settings.writeTimeoutSeconds = 0.2
        try await TestServer.with(settings) { server in
            let client = try server.client()
            let requests = String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 1000)
            #expect(throws: SocketFault.self) {
                while true { try client.send(requests) }
            }
        }
    }

    @Test func `thousands of idle connections leave the others alone`() async throws {
        try await TestServer.with { server in
            var idle: [BlockingHTTPClient] = []
            // Both ends are in this process.
            while idle.count < 4000, let client = try? server.client() {
                idle.append(client)
            }
            #expect(idle.count >= 400)
            let client = try server.client()
            try client.openAccounts()
            for index in 0..<100 {
                #expect(try client.post("/v1/payments", BadInput.payment, key: "k\(index)").status == 201)
            }
            for client in idle.prefix(20) + idle.suffix(20) {
                #expect(try client.get("/health/live").status == 200)
            }
        }
    }

    @Test func `connections over the limit wait until another one ends`() async throws {
        var settings = PaymentServerSettings()
        settings.maximumConnections = 8
        settings.lingerTimeoutSeconds = 0.05
        try await TestServer.with(settings) { server in
            let count = 30
            let clients = try (0..<count).map { _ in try server.client() }
            for client in clients {
                try client.send("GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            }
            for client in clients {
                #expect(try client.receive().status == 200)
            }
        }
    }

    @Test func `clients that vanish leave nothing behind`() async throws {
        try await TestServer.with { server in
            for index in 0..<200 {
                let client = try server.client()
                if index == 0 { try client.openAccounts() }
                try client.send(
                    "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: v\(index)\r\n"
                        + "Content-Length: \(BadInput.payment.utf8.count)\r\n\r\n" + BadInput.payment.prefix(index))
            }
            #expect(try server.client().get("/health/live").status == 200)
        }
    }
}
