import BlockingIO
import HTTPLoad
import PaymentCore
import PaymentHTTP
import Testing

/// Lists, orders, histories, statements and balances as of a moment, as clients see them.
@Suite("Views over HTTP", .serialized)
struct ViewRoutesTests {
    @Test func `a payment is in the list, its order, its history and the statements`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let manual = #"""
                {"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme",
                 "capture":"manual","order":"o/1 ä"}
                """#
            let payment = try client.post("/v1/payments", manual, key: "p")
            let id = try #require(payment.string("id"))
            _ = try client.post("/v1/payments/\(id)/confirm", #"{"amount":1000}"#, key: "c")
            let last = try client.post("/v1/payments/\(id)/refunds", #"{"amount":300}"#, key: "r")
            let now = [("Florin-Wait-For", try #require(last["florin-position"]))]
            let list = try client.request("GET", "/v1/payments?order=o%2F1+%C3%A4&payer=wallet:alice", headers: now)
            #expect(list.text == #"{"payments":["# + last.text + #"],"next":null}"#)
            #expect(list["florin-position"] == last["florin-position"])
            let order = try client.request("GET", "/v1/orders/o%2F1%20%C3%A4", headers: now)
            #expect(
                order.text.hasPrefix(
                    #"{"reference":"o/1 ä","status":"partially_refunded","amounts":[{"currency":"USD","requested":1050,"held":50,"captured":1000,"refunded":300,"payments":1}],"payments":[{"id":"#
                ), "\(order.text)")
            #expect(order.text.hasSuffix(#"],"has_more":false}"#))
            let history = try client.request("GET", "/v1/payments/\(id)/history", headers: now)
            #expect(history.text.hasPrefix(#"{"payment":"# + last.text))
            #expect(
                types(history) == [
                    "payment.requested", "payment.authorized", "payment.captured", "payment.refunded",
                ])
            let statement = try client.request("GET", "/v1/accounts/merchant:acme/entries", headers: now)
            #expect(types(statement) == ["payment.refunded", "payment.captured", "payment.authorized"])
            #expect(
                statement.text.contains(
                    #""effect":"posts","side":"debit","amount":300,"currency":"USD","counterparty":"wallet:alice","payment":"\#(id)","transfer":null,"reference":null,"balance":{"posted":700,"pending_in":50,"pending_out":0,"available":700}}"#
                ), "\(statement.text)")
        }
    }

    @Test func `an account is shown as it was at a position and at a time`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts(balance: 100)
            let before = try client.get("/v1/accounts/wallet:alice")
            let position = try #require(before["florin-position"])
            let paid = try client.post("/v1/payments", BadInput.payment.replacing("1050", with: "40"), key: "p")
            #expect(paid.status == 201)
            let then = try client.get("/v1/accounts/wallet:alice?at=\(position)")
            #expect(then.text == before.text)
            let created = try #require(paid.string("created_at"))
            #expect(try client.get("/v1/accounts/wallet:alice?at=\(created)").number("posted") == 60)
            #expect(try client.get("/v1/accounts/wallet:alice").number("posted") == 60)
            #expect(try client.get("/v1/accounts/wallet:alice?at=0").status == 404)
            let early = try client.get("/v1/accounts/wallet:alice?at=1970-01-01T00:00:00Z")
            #expect(early.status == 404 && early.text.contains("opened later, at position 1 (2"), "\(early.text)")
            #expect(try client.get("/v1/accounts/wallet:nobody?at=1").string("code") == "account_not_found")
            let future = try client.get("/v1/accounts/wallet:alice?at=2999-01-01T00:00:00Z")
            #expect(future.status == 400 && future.string("code") == "at_in_future" && future.string("field") == "at")
            #expect(try client.get("/v1/accounts/wallet:alice?at=9999").string("code") == "at_in_future")
        }
    }

    @Test func `a transfer can be read with all that became of it`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let body =
                #"{"debit":"wallet:alice","credit":"merchant:acme","amount":100,"currency":"USD","pending":true,"reference":"r \"1\""}"#
            let id = try #require(try client.post("/v1/transfers", body, key: "t").string("id"))
            _ = try client.post("/v1/transfers/\(id)/post", #"{"amount":40}"#, key: "a")
            let last = try client.post("/v1/transfers/\(id)/void", nil, key: "b")
            let now = [("Florin-Wait-For", try #require(last["florin-position"]))]
            let transfer = try client.request("GET", "/v1/transfers/\(id)", headers: now)
            #expect(
                transfer.text.hasPrefix(
                    #"{"id":"\#(id)","status":"voided","debit":"wallet:alice","credit":"merchant:acme","amount":100,"currency":"USD","posted":40,"reference":"r \"1\"","created_at":"#
                ), "\(transfer.text)")
            for missing in ["tra_1", "tra_99", "tra_0", "x", "pay_00000000000000000000000000"] {
                #expect(try client.get("/v1/transfers/\(missing)").string("code") == "transfer_not_found")
            }
            #expect(try client.get("/v1/orders/none").string("code") == "order_not_found")
            #expect(
                try client.get("/v1/payments/pay_00000000000000000000000000/history").string("code")
                    == "payment_not_found")
            #expect(try client.get("/v1/accounts/none/entries").string("code") == "account_not_found")
        }
    }

    @Test func `accounts are listed by prefix, page by page`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            var position = ""
            for number in 0..<30 {
                let id = number % 3 == 0 ? "merchant:\(100 + number)" : "wallet:\(100 + number)"
                position =
                    try client.post("/v1/accounts", #"{"id":"\#(id)","currency":"EUR"}"#)["florin-position"] ?? ""
            }
            var (ids, cursor): ([String], String) = ([], "")
            repeat {
                let page = try client.request(
                    "GET", "/v1/accounts?prefix=wallet:&limit=7\(cursor)", headers: [("Florin-Wait-For", position)])
                #expect(page.status == 200, "\(page.text)")
                ids += page.text.matches(of: /"id":"([^"]+)"/).map { String($0.1) }
                cursor = page.string("next").map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            #expect(ids == (0..<30).filter { $0 % 3 != 0 }.map { "wallet:\(100 + $0)" })
        }
    }

    @Test func `every write is read by who waits for it, under load`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts(balance: 1_000_000_000)
            let failures = Monitor<[String]>([])
            let workers = try (0..<6).map { worker in
                try WorkerThread.start(name: "reader-\(worker)") {
                    do {
                        try ViewRoutesTests.readOwnWrites(server, worker)
                    } catch {
                        failures.withLock { $0.append("\(error)") }
                    }
                }
            }
            for worker in workers { worker.join() }
            #expect(failures.withLock { $0 } == [])
        }
    }

    private static func readOwnWrites(_ server: TestServer, _ worker: Int) throws {
        let client = try server.client()
        for number in 0..<60 {
            let body =
                #"{"amount":1,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme","order":"o-\#(worker)"}"#
            let paid = try client.post("/v1/payments", body, key: "\(worker)-\(number)")
            let wait = [("Florin-Wait-For", paid["florin-position"] ?? "")]
            let list = try client.request("GET", "/v1/payments?limit=1&order=o-\(worker)", headers: wait)
            guard list.text.contains(paid.text) else { throw Missing(text: "\(list.text) lacks \(paid.text)") }
            let order = try client.request("GET", "/v1/orders/o-\(worker)", headers: wait)
            guard order.number("captured") == number + 1 else { throw Missing(text: order.text) }
        }
    }

    private struct Missing: Error {
        let text: String
    }

    @Test func `who waits for views that do not come is told so in time`() async throws {
        var settings = PaymentServerSettings()
        settings.waitTimeoutSeconds = 0.1
        try await TestServer.with(settings, runsViews: false) { server in
            let client = try server.client()
            try client.openAccounts()
            for path in ["/v1/payments", "/v1/events", "/v1/orders/x", "/v1/accounts/wallet:alice?at=1"] {
                let late = try client.request("GET", path, headers: [("Florin-Wait-For", "1")])
                #expect(late.status == 503, "\(path): \(late.text)")
                #expect(["views_behind", "views_unavailable"].contains(late.string("code")))
                #expect(late["retry-after"] == "1")
            }
            #expect(try client.get("/v1/accounts/wallet:alice").status == 200)
        }
    }

    @Test func `what the views do not have yet is not said to be missing`() async throws {
        var settings = PaymentServerSettings()
        settings.waitTimeoutSeconds = 0.1
        try await TestServer.with(settings, runsViews: false) { server in
            let client = try server.client()
            try client.openAccounts()
            let id = try client.post("/v1/payments", BadInput.payment, key: "p").string("id") ?? ""
            for path in [
                "/v1/orders/x", "/v1/payments/\(id)/history", "/v1/transfers/tra_5",
                "/v1/accounts/wallet:alice/entries",
            ] {
                #expect(try client.get(path).status == 503, "\(path)")
            }
        }
    }

    @Test func `a transfer is found as soon as it was answered`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            for number in 0..<50 {
                let made = try client.post(
                    "/v1/transfers",
                    #"{"debit":"wallet:alice","credit":"merchant:acme","amount":1,"currency":"USD","pending":true}"#,
                    key: "t\(number)")
                let id = try #require(made.string("id"))
                #expect(try client.get("/v1/transfers/\(id)").string("status") == "pending")
                _ = try client.post("/v1/transfers/\(id)/void", nil, key: "v\(number)")
                #expect(try client.get("/v1/transfers/\(id)").string("status") == "voided")
            }
        }
    }

    @Test(arguments: ["/v1/payments", "/v1/accounts/wallet:alice", "/v1/events", "/v1/orders/x", "/v1/accounts"])
    func `waiting for what cannot come is refused at once`(_ path: String) async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let future = try client.request("GET", path, headers: [("Florin-Wait-For", "1000")])
            #expect(future.status == 400 && future.string("code") == "at_in_future", "\(future.text)")
            for text in ["soon", "-1", "1.5", ""] {
                let wrong = try client.request("GET", path, headers: [("Florin-Wait-For", text)])
                #expect(wrong.status == 400 && wrong.string("field") == "Florin-Wait-For", "\(wrong.text)")
            }
        }
    }

    @Test func `pages stay stable while payments arrive`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts(balance: 1_000_000_000)
            var position = ""
            var expected: [String] = []
            for number in 0..<120 {
                let paid = try client.post("/v1/payments", BadInput.payment, key: "a\(number)")
                expected.insert(paid.string("id") ?? "", at: 0)
                position = paid["florin-position"] ?? ""
            }
            let isOver = Monitor(false)
            let writer = try WorkerThread.start(name: "writer") {
                guard let client = try? server.client() else { return }
                var number = 0
                while !isOver.withLock({ $0 }) {
                    _ = try? client.post("/v1/payments", BadInput.payment, key: "b\(number)")
                    number += 1
                }
            }
            var (ids, cursor): ([String], String) = ([], "")
            repeat {
                let page = try client.request(
                    "GET", "/v1/payments?limit=9\(cursor)", headers: [("Florin-Wait-For", position)])
                ids += page.text.matches(of: /"id":"([^"]+)"/).map { String($0.1) }
                cursor = page.string("next").map { "&cursor=\($0)" } ?? ""
            } while !cursor.isEmpty
            isOver.withLock { $0 = true }
            writer.join()
            #expect(ids.count == Set(ids).count)
            #expect(Array(ids.suffix(120)) == expected)
        }
    }

    @Test func `the subscription shows the quantities of its queue, and metrics show them too`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            _ = try client.request("GET", "/v1/payments", headers: [("Florin-Wait-For", "5")])
            let answer = try client.get("/v1/subscriptions")
            #expect(
                answer.text.hasPrefix(
                    #"{"subscriptions":[{"name":"views","produced":5,"consumed":5,"depth":0,"service_seconds":0."#),
                "\(answer.text)")
            let metrics = try client.get("/metrics").text
            #expect(metrics.contains(#"florin_subscription_consumed_events{subscription="views"} 5"#), "\(metrics)")
            #expect(metrics.contains(#"florin_subscription_depth_events{subscription="views"} 0"#))
        }
    }

    private func types(_ answer: HTTPAnswer) -> [String] {
        answer.text.matches(of: /"type":"([a-z]+\.[a-z]+)"/).map { String($0.1) }
    }
}
