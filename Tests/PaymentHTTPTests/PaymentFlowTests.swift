import HTTPLoad
import PaymentEngine
import PaymentHTTP
import Testing

/// What clients see when all goes well, and when they repeat themselves.
@Suite("Payments over HTTP", .serialized)
struct PaymentFlowTests {
    @Test func `a payment is answered with all its fields and can be read again`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let body = #"""
                {"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme",
                 "capture":"manual","order":"o-\"1\"","description":"\ud83d\ude00 \u00e9é\n","metadata":{"b":"2","a":"\\"},"expires_in_seconds":60}
                """#
            let answer = try client.post("/v1/payments", body, key: "k")
            #expect(answer.status == 201)
            #expect(answer["content-type"] == "application/json")
            #expect(Int(answer["florin-position"] ?? "").map { $0 > 0 } == true)
            #expect(answer["date"]?.hasSuffix(" GMT") == true)
            #expect(answer["idempotent-replayed"] == nil)
            #expect(answer.string("id")?.count == 30)
            #expect(
                answer.text.contains(
                    #""status":"authorized","amount":1050,"currency":"USD","captured":0,"refunded":0,"#))
            #expect(
                answer.text.contains(
                    #""method":{"type":"wallet"},"capture":"manual","payer":"wallet:alice","payee":"merchant:acme","#))
            #expect(answer.text.contains(#""order":"o-\"1\"","description":"😀 éé\n","metadata":{"a":"\\","b":"2"},"#))
            #expect(answer.string("created_at")?.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/#) != nil)
            #expect(answer.string("expires_at") != nil)
            let read = try client.get("/v1/payments/\(answer.string("id") ?? "")")
            #expect(read.status == 200)
            #expect(read.text == answer.text)
            #expect(read["florin-position"] == answer["florin-position"])
        }
    }

    @Test func `a payment without funds is declined, and that is a fact`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts(balance: 1)
            let answer = try client.post("/v1/payments", BadInput.payment, key: "k")
            #expect(answer.status == 201)
            #expect(answer.string("status") == "declined")
            #expect(answer.string("decline_code") == "insufficient_funds")
            let read = try client.get("/v1/payments/\(answer.string("id") ?? "")")
            #expect(read.text == answer.text)
        }
    }

    @Test func `confirming, cancelling and refunding answer the payment, and refuse what does not fit`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let manual = BadInput.payment.replacing("\"amount\"", with: "\"capture\":\"manual\",\"amount\"")
            let id = try client.post("/v1/payments", manual, key: "p").string("id") ?? ""
            let steps: [(action: String, body: String?, status: Int, word: String)] = [
                ("refunds", nil, 409, "payment_not_captured"),
                ("confirm", #"{"amount":1051}"#, 422, "capture_exceeds_authorized"),
                ("confirm", #"{"amount":0}"#, 422, "amount_not_positive"),
                ("confirm", #"{"amount":50}"#, 200, "partially_captured"),
                ("confirm", nil, 200, "captured"),
                ("confirm", nil, 409, "payment_already_captured"),
                ("cancel", nil, 409, "payment_already_captured"),
                ("refunds", #"{"amount":1051}"#, 422, "refund_exceeds_captured"),
                ("refunds", #"{"amount":51}"#, 201, "partially_refunded"),
                ("refunds", "{}", 201, "refunded"),
                ("refunds", nil, 409, "payment_already_refunded"),
            ]
            for (index, step) in steps.enumerated() {
                let answer = try client.post("/v1/payments/\(id)/\(step.action)", step.body, key: "s\(index)")
                #expect(answer.status == step.status, "\(index): \(answer.text)")
                #expect(answer.string(step.status < 300 ? "status" : "code") == step.word, "\(index): \(answer.text)")
            }
            let other = try client.post("/v1/payments", manual, key: "p2").string("id") ?? ""
            #expect(try client.post("/v1/payments/\(other)/cancel", nil, key: "c").string("status") == "cancelled")
            #expect(
                try client.post("/v1/payments/\(other)/confirm", nil, key: "d").string("code") == "payment_cancelled")
        }
    }

    @Test func `transfers are made, posted in parts and voided`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let body =
                #"{"debit":"wallet:alice","credit":"merchant:acme","amount":100,"currency":"USD","pending":true,"reference":"r-1"}"#
            let made = try client.post("/v1/transfers", body, key: "t")
            #expect(made.status == 201)
            #expect(
                made.text.contains(
                    #""status":"pending","debit":"wallet:alice","credit":"merchant:acme","amount":100,"currency":"USD","posted":0,"reference":"r-1","created_at":"2"#
                ))
            let id = made.string("id") ?? ""
            let part = try client.post("/v1/transfers/\(id)/post", #"{"amount":40}"#, key: "a")
            #expect(part.status == 200)
            #expect(part.number("posted") == 40)
            #expect(part.string("updated_at") != nil)
            let void = try client.post("/v1/transfers/\(id)/void", nil, key: "b")
            #expect(void.string("status") == "voided")
            #expect(try client.post("/v1/transfers/\(id)/post", nil, key: "c").string("code") == "transfer_not_pending")
            let account = try client.get("/v1/accounts/merchant%3Aacme")
            #expect(
                account.text.contains(
                    #""balance":{"posted":40,"pending_in":0,"pending_out":0,"available":40},"position":"#))
        }
    }

    @Test func `an account is 201 when new and 200 when it is there`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let body = #"{"id":"petty.cash_1-2","currency":"JPY","kind":"asset","allows_overdraft":true}"#
            #expect(try client.post("/v1/accounts", body).status == 201)
            let again = try client.post("/v1/accounts", body)
            #expect(again.status == 200)
            #expect(
                again.text.hasPrefix(
                    #"{"id":"petty.cash_1-2","currency":"JPY","kind":"asset","allows_overdraft":true,"balance":{"posted":0,"#
                ))
        }
    }

    @Test(arguments: [
        ("wallet:a", "liability"), ("merchant:a", "liability"), ("suspense:a", "liability"), ("rail:a", "asset"),
        ("fx:a", "asset"),
        ("fees:a", "income"),
    ])
    func `the chart of accounts gives the kind`(_ id: String, _ kind: String) async throws {
        try await TestServer.with { server in
            let answer = try server.client().post("/v1/accounts", #"{"id":"\#(id)","currency":"EUR"}"#)
            #expect(answer.string("kind") == kind)
        }
    }

    @Test func `a repeated request gets the first answer and a mark`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let first = try client.post("/v1/payments", BadInput.payment, key: "\"same\"")
            for key in ["\"same\"", "same"] {
                let spaced = BadInput.payment.replacing(",", with: " ,\n")
                let again = try client.post("/v1/payments", spaced, key: key)
                #expect(again.status == 201)
                #expect(again.text == first.text)
                #expect(again["idempotent-replayed"] == "true")
                #expect(again["florin-position"] != nil)
            }
            let other = try client.post("/v1/payments", BadInput.payment.replacing("1050", with: "1051"), key: "same")
            #expect(other.status == 422)
            #expect(other.string("code") == "idempotency_key_reused")
            let refund = "/v1/payments/\(first.string("id") ?? "")/refunds"
            let refunded = try client.post(refund, nil, key: "r")
            #expect(refunded.string("status") == "refunded")
            #expect(try client.post(refund, "{}", key: "r").text == refunded.text)
        }
    }

    @Test func `requests with one key at the same time make one payment`() async throws {
        try await TestServer.with { server in
            try server.client().openAccounts()
            let clients = try (0..<16).map { _ in try server.client() }
            let size = BadInput.payment.utf8.count
            for client in clients {
                try client.send(
                    "POST /v1/payments HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nIdempotency-Key: race\r\n"
                        + "Content-Length: \(size)\r\n\r\n" + BadInput.payment)
            }
            let answers = try clients.map { try $0.receive() }
            #expect(Set(answers.map(\.text)).count == 1)
            #expect(answers.filter { $0["idempotent-replayed"] == nil }.count == 1)
        }
    }

    @Test func `a content type may have parameters and capitals`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let headers = [("Content-Type", "Application/JSON; charset=utf-8"), ("Idempotency-Key", "k")]
            #expect(try client.request("POST", "/v1/payments", headers: headers, body: BadInput.payment).status == 201)
        }
    }

    @Test func `the echo route answers what a payment would be`() async throws {
        var settings = PaymentServerSettings()
        settings.echoRoute = true
        try await TestServer.with(settings) { server in
            let answer = try server.client().post("/v1/echo", BadInput.payment, key: "k")
            #expect(answer.status == 201)
            #expect(answer.text.contains(#""status":"captured","amount":1050,"currency":"USD","captured":1050,"#))
        }
    }

    @Test(arguments: EngineFault.Code.allCases)
    func `a fault of the engine says when to come back`(_ code: EngineFault.Code) {
        let problem = Problem(EngineFault(code, "Words.", retryAfterSeconds: 0))
        #expect(problem.status == (code == .overloaded ? 429 : 503))
        #expect(problem.code == code.rawValue)
        #expect(problem.retryAfterSeconds == 1)
    }

    @Test func `health and metrics are there`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            #expect(try client.get("/health/live").text == #"{"status":"live"}"#)
            #expect(try client.get("/health/ready").text == #"{"status":"ready","accepts_writes":true}"#)
            _ = try client.get("/v1/accounts/secret-name")
            let metrics = try client.get("/metrics")
            #expect(metrics["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            #expect(
                metrics.text.contains(
                    #"florin_http_requests_total{method="GET",route="/v1/accounts/{id}",status="4xx"} 1"#))
            #expect(
                metrics.text.contains(
                    #"florin_http_request_duration_seconds_count{method="GET",route="/health/live"} 1"#))
            #expect(!metrics.text.contains("secret-name"))
        }
    }
}
