import HTTPLoad
import PaymentHTTP
import Testing

/// What does not depend on payments but on bytes, sizes and time.
@Suite("Framing", .serialized)
struct FramingTests {
    private static let json = "Content-Type: application/json\r\nIdempotency-Key: k\r\n"

    @Test func `a declared body over the limit is 413 before it is sent, and the connection ends`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Content-Length: 1048577\r\n\r\n")
            try FramingTests.expectRefusal(client, 413, "body_too_large")
        }
    }

    @Test func `a declared length beyond all numbers is refused`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Content-Length: 99999999999999999999999\r\n\r\n"
            )
            let answer = try client.receive()
            #expect([400, 413].contains(answer.status))
            _ = try client.receiveEnd()
        }
    }

    @Test func `a chunked body over the limit is 413 as soon as it is over`() async throws {
        var settings = PaymentServerSettings()
        settings.maximumBodyBytes = 1000
        try await TestServer.with(settings) { server in
            let client = try server.client()
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Transfer-Encoding: chunked\r\n\r\n")
            let chunk = String(repeating: " ", count: 400)
            for _ in 0..<3 { try client.send("190\r\n\(chunk)\r\n") }
            try FramingTests.expectRefusal(client, 413, "body_too_large")
        }
    }

    @Test func `a client that goes on sending a refused body still sees the answer`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let size = 4 << 20
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Content-Length: \(size)\r\n\r\n")
            try client.send([UInt8](repeating: 0x20, count: size))
            #expect(try client.receive().status == 413)
        }
    }

    @Test func `a body of exactly the limit is read`() async throws {
        var settings = PaymentServerSettings()
        settings.maximumBodyBytes = 1000
        try await TestServer.with(settings) { server in
            let client = try server.client()
            let padding = String(repeating: " ", count: 1000 - BadInput.payment.utf8.count)
            let answer = try client.post("/v1/payments", BadInput.payment + padding, key: "k")
            #expect(answer.string("code") == "account_not_found")
        }
    }

    @Test func `a chunked body is joined`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Transfer-Encoding: chunked\r\n\r\n")
            for byte in BadInput.payment.utf8 { try client.send("1\r\n\(Character(Unicode.Scalar(byte)))\r\n") }
            try client.send("0\r\n\r\n")
            #expect(try client.receive().status == 201)
        }
    }

    @Test func `the client is told to continue`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let size = BadInput.payment.utf8.count
            try client.send(
                "POST /v1/payments HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\(FramingTests.json)Content-Length: \(size)\r\n\r\n"
            )
            #expect(try client.receive().status == 100)
            try client.send(BadInput.payment)
            #expect(try client.receive().status == 201)
        }
    }

    @Test(arguments: [
        "X-Long: \(String(repeating: "x", count: 20_000))\r\n", String(repeating: "X-Many: x\r\n", count: 200),
    ])
    func `header fields over the limits are 431`(_ fields: String) async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            try FramingTests.expectRefusal(client, 431, "headers_too_large")
        }
    }

    @Test func `a request line over the limits is 431`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send("GET /\(String(repeating: "a", count: 20_000)) HTTP/1.1\r\nHost: a\r\n\r\n")
            try FramingTests.expectRefusal(client, 431, "headers_too_large")
        }
    }

    @Test(arguments: [
        "\u{16}\u{3}\u{1} TLS\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\r\nbad header\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
    ])
    func `what is not HTTP is 400`(_ text: String) async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send(text)
            try FramingTests.expectRefusal(client, 400, "invalid_http")
        }
    }

    @Test func `pipelined requests are answered in order, and a refusal comes behind them`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            var text = ""
            for index in 0..<200 {
                text +=
                    index.isMultiple(of: 2)
                    ? "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
                    : "GET /v1/accounts/wallet:alice HTTP/1.1\r\nHost: a\r\n\r\n"
            }
            try client.send(
                text + "POST /v1/payments HTTP/1.1\r\nHost: a\r\n\(FramingTests.json)Content-Length: 2000000\r\n\r\n")
            for index in 0..<200 {
                let answer = try client.receive()
                #expect(answer.status == 200)
                #expect(answer.text.contains(index.isMultiple(of: 2) ? "live" : "wallet:alice"))
            }
            try FramingTests.expectRefusal(client, 413, "body_too_large")
        }
    }

    @Test func `a connection is closed behind the answer where the client asks for it`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let answer = try client.request("GET", "/health/live", headers: [("Connection", "close")])
            #expect(answer["connection"] == "close")
            #expect(try client.receiveEnd() == 0)
        }
    }

    @Test func `HEAD has the header fields of GET and no body`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let get = try client.get("/health/live")
            let head = try client.request("HEAD", "/health/live")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head["content-length"] == get["content-length"])
            #expect(try client.get("/health/live").status == 200)
        }
    }

    @Test func `a client that only half closes gets its answer`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n")
            client.finishSending()
            #expect(try client.receive().status == 200)
            #expect(try client.receiveEnd() == 0)
        }
    }

    static func expectRefusal(_ client: BlockingHTTPClient, _ status: Int, _ code: String) throws {
        let answer = try client.receive()
        #expect(answer.status == status)
        #expect(answer.string("code") == code)
        #expect(answer["connection"] == "close")
        #expect(answer["content-type"] == "application/problem+json")
        #expect(try client.receiveEnd() == 0)
    }
}
