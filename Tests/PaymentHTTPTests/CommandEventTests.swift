import HTTPLoad
import Messaging
import PaymentCore
import PaymentKeys
import Testing

@testable import PaymentHTTP

/// Commands that are answered once they are queued: `POST /event`, and payments with `Prefer: respond-async`.
@Suite("Command events over HTTP")
struct CommandEventTests {
    private static let payment =
        #"{"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme"}"#
    private static let async = [("Prefer", "respond-async, wait=10")]

    private static func event(_ data: String, _ name: String = "payment_request", id: String? = nil) -> String {
        let id = id.map { #","event_id":"\#($0)""# } ?? ""
        return #"{"event_name":"\#(name)","event_data":\#(data)\#(id)}"#
    }

    /// Asks until the request is no longer queued.
    private static func outcome(_ client: BlockingHTTPClient, of answer: HTTPAnswer) throws -> HTTPAnswer {
        let path = try #require(answer.string("status_url"))
        var status = try client.get(path)
        for _ in 0..<10_000 where status.string("status") == "queued" { status = try client.get(path) }
        return status
    }

    @Test func `an event is queued, and becomes the payment that was promised`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let answer = try client.post("/event", CommandEventTests.event(CommandEventTests.payment))
            #expect(answer.status == 200)
            #expect(answer.text.hasPrefix(#"{"status":"success","message":"event received","#))
            let outcome = try CommandEventTests.outcome(client, of: answer)
            #expect(outcome.string("status") == "done")
            let id = try #require(answer.string("payment"))
            let payment = try client.get("/v1/payments/\(id)")
            #expect(payment.status == 200 && payment.string("status") == "captured")
            #expect(outcome.text.contains(payment.text))
        }
    }

    @Test func `a payment that is asked for twice under one key is one payment, whichever way`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let first = try client.post(
                "/v1/payments", CommandEventTests.payment, key: "k", headers: CommandEventTests.async)
            #expect(first.status == 202)
            #expect(first["preference-applied"] == "respond-async")
            #expect(first["location"] == first.string("status_url"))
            let done = try CommandEventTests.outcome(client, of: first)
            let second = try client.post(
                "/v1/payments", CommandEventTests.payment, key: "k", headers: CommandEventTests.async)
            #expect(second.status == 202 && second["idempotent-replayed"] == "true")
            #expect(second.string("id") == first.string("id"))
            let event = try client.post("/event", CommandEventTests.event(CommandEventTests.payment), key: "k")
            let plain = try client.post("/v1/payments", CommandEventTests.payment, key: "k")
            #expect(plain.status == 201 && plain["idempotent-replayed"] == "true")
            let id = try #require(first.string("id"))
            #expect(plain.string("id") == id)
            for other in [second, event] {
                #expect(other.status < 300)
                let again = try CommandEventTests.outcome(client, of: other)
                #expect(again.text.contains(#""payment":{"id":"\#(id)""#), "\(again.text)")
            }
            #expect(done.text.contains(#""payment":{"id":"\#(id)""#))
            let balance = try client.get("/v1/accounts/wallet:alice")
            #expect(balance.text.contains("998950"), "\(balance.text)")
        }
    }

    @Test func `what the rules refuse is told, and lies among the dead letters with the reason`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let body = CommandEventTests.payment.replacing("wallet:alice", with: "wallet:nobody")
            let answer = try client.post("/event", CommandEventTests.event(body, id: "e-1"))
            let outcome = try CommandEventTests.outcome(client, of: answer)
            #expect(outcome.string("status") == "refused")
            #expect(outcome.string("code") == "account_not_found")
        }
    }

    @Test func `an event in binary mode has its attributes in the header fields`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let fields = [
                ("ce-specversion", "1.0"), ("ce-type", "payment_request"), ("ce-id", "b-1"), ("ce-source", "shop"),
            ]
            let answer = try client.post("/event", CommandEventTests.payment, headers: fields)
            #expect(answer.status == 200 && answer.string("event_id") == "b-1", "\(answer.text)")
            #expect(try CommandEventTests.outcome(client, of: answer).string("status") == "done")
            let again = try client.post("/event", CommandEventTests.payment, headers: fields)
            #expect(
                again.text
                    == answer.text.replacing(answer.string("status_url") ?? "-", with: again.string("status_url") ?? "")
            )
            let old = try client.post("/event", CommandEventTests.payment, headers: [("ce-specversion", "0.3")])
            #expect(old.string("code") == "event_version_unknown")
        }
    }

    @Test func `confirm and refund come as events too`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let held = CommandEventTests.payment.replacing("}}", with: "}").dropLast() + #","capture":"manual"}"#
            let payment = try client.post("/v1/payments", String(held), key: "held")
            let id = try #require(payment.string("id"))
            _ = try client.post(
                "/event", CommandEventTests.event(#"{"payment":"\#(id)","amount":1000}"#, "payment_confirm"))
            while try client.get("/v1/payments/\(id)").number("captured") != 1000 {}
            for _ in 0..<3 {
                _ = try client.post(
                    "/event",
                    CommandEventTests.event(#"{"payment":"\#(id)","amount":400}"#, "refund_request", id: "r-1"))
            }
            while try client.get("/v1/payments/\(id)").number("refunded") == 0 {}
            // The repeats are the same refund: a fourth event behind them shows that they are through.
            _ = try client.post(
                "/event", CommandEventTests.event(#"{"payment":"\#(id)","amount":1}"#, "refund_request", id: "r-2"))
            var refunded = 0
            for _ in 0..<10_000 where refunded < 401 {
                refunded = try client.get("/v1/payments/\(id)").number("refunded") ?? 0
            }
            #expect(refunded == 401)
        }
    }

    @Test func `every command has a status, whatever it asks for`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            try client.openAccounts()
            let held = CommandEventTests.payment.replacing("}}", with: "}").dropLast() + #","capture":"manual"}"#
            let payment = try #require(try client.post("/v1/payments", String(held), key: "held").string("id"))
            let account = #"{"id":"wallet:bob","currency":"USD"}"#
            let transfer = #"{"debit":"wallet:alice","credit":"wallet:bob","amount":7,"currency":"USD"}"#
            for (name, data, id, status, expected) in [
                ("account_open", account, "1", "done", #""account":{"id":"wallet:bob""#),
                // Another event for what is so already.
                ("account_open", account, "2", "done", #""account":{"id":"wallet:bob""#),
                ("transfer_request", transfer, "3", "done", #""transfer":{"id":"tra_"#),
                ("payment_confirm", #"{"payment":"\#(payment)"}"#, "4", "done", #""captured":1050"#),
                ("refund_request", #"{"payment":"\#(payment)","amount":50}"#, "5", "done", #""refunded":50"#),
                (
                    "refund_request", #"{"payment":"\#(payment)","amount":60}"#, "5", "refused",
                    "idempotency_key_reused"
                ),
                (
                    "refund_request", #"{"payment":"\#(payment)","amount":9999}"#, "6", "refused",
                    "refund_exceeds_captured"
                ),
                // The very same as before.
                ("refund_request", #"{"payment":"\#(payment)","amount":50}"#, "5", "done", #""refunded":50"#),
            ] {
                let answer = try client.post("/event", CommandEventTests.event(data, name, id: id))
                let outcome = try CommandEventTests.outcome(client, of: answer)
                #expect(outcome.string("id") == id && outcome.string("status") == status, "\(outcome.text)")
                #expect(outcome.text.contains(expected), "\(outcome.text)")
            }
        }
    }

    @Test func `what was refused can be asked for again, by the same key`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            let event = CommandEventTests.event(CommandEventTests.payment, id: "e-1")
            let first = try client.post("/event", event)
            #expect(try CommandEventTests.outcome(client, of: first).string("status") == "refused")
            try client.openAccounts()
            let second = try client.post("/event", event)
            #expect(second.string("payment") != first.string("payment"))
            #expect(try CommandEventTests.outcome(client, of: second).string("status") == "done")
            #expect(try CommandEventTests.outcome(client, of: first).string("status") == "refused")
            let third = try client.post("/event", event)
            #expect(third["idempotent-replayed"] == "true" && third.string("payment") == second.string("payment"))
        }
    }

    @Test func `what can be known to be wrong is refused at once`() async throws {
        try await TestServer.with(commands: CommandSettings()) { server in
            let client = try server.client()
            for (body, status, code) in [
                ("", 400, "invalid_json"), ("{", 400, "invalid_json"), ("[]", 400, "wrong_type"),
                (#"{"event_name":"x","event_data":{}}"#, 400, "event_unknown"),
                (#"{"event_data":{}}"#, 400, "field_missing"),
                (#"{"event_name":"payment_request"}"#, 400, "field_missing"),
                (CommandEventTests.event("{}"), 400, "field_missing"),
                (CommandEventTests.event("[1]"), 400, "wrong_type"),
                (
                    CommandEventTests.event(CommandEventTests.payment.replacing("1050", with: "10.5")), 400,
                    "number_not_integer"
                ),
                (
                    CommandEventTests.event(CommandEventTests.payment.replacing("USD", with: "XXX")), 422,
                    "currency_has_no_minor_unit"
                ),
                (
                    #"{"specversion":"2.0","id":"1","source":"s","type":"payment_request","data":{}}"#, 400,
                    "event_version_unknown"
                ),
                (CommandEventTests.event(#"{"payment":"x"}"#, "refund_request"), 422, "payment_not_found"),
                (CommandEventTests.event(CommandEventTests.payment, id: ""), 422, "value_not_allowed"),
                (
                    CommandEventTests.event(CommandEventTests.payment, id: String(repeating: "x", count: 201)), 422,
                    "value_not_allowed"
                ),
            ] {
                let answer = try client.post("/event", body)
                #expect(answer.status == status && answer.string("code") == code, "\(body): \(answer.text)")
                if code == "event_unknown" { #expect(answer.text.contains("payment_request, payment_confirm")) }
            }
            let huge = CommandEventTests.payment.replacing("1050", with: "9007199254740992")
            for answer in [
                try client.post("/event", CommandEventTests.event(huge)),
                try client.post("/v1/payments", huge, key: "huge", headers: CommandEventTests.async),
            ] {
                #expect(answer.status == 422 && answer.string("code") == "amount_too_large", "\(answer.text)")
            }
            let missing = try client.get("/v1/requests/00")
            #expect(missing.status == 404 && missing.string("code") == "request_not_found")
            let unnamed = try client.post("/v1/payments", CommandEventTests.payment, headers: CommandEventTests.async)
            #expect(unnamed.status == 400 && unnamed.string("code") == "idempotency_key_missing")
        }
    }

    @Test func `no more commands are taken than may wait`() async throws {
        try await TestServer.with(commands: CommandSettings(maximumDepth: 3, runsIntake: false)) { server in
            let client = try server.client()
            try client.openAccounts()
            var codes: [Int] = []
            for _ in 0..<6 {
                codes.append(try client.post("/event", CommandEventTests.event(CommandEventTests.payment)).status)
            }
            #expect(codes == [200, 200, 200, 429, 429, 429])
            let refused = try client.post("/event", CommandEventTests.event(CommandEventTests.payment))
            #expect(refused.string("code") == "queue_full")
            // What waits will take so long, as the bench says.
            #expect(["1", "7"].contains(refused["retry-after"] ?? ""))
        }
    }

    @Test func `without a queue, and with a key that may not, it says so`() async throws {
        try await TestServer.with { server in
            let answer = try server.client().post("/event", CommandEventTests.event(CommandEventTests.payment))
            #expect(answer.status == 503 && answer.string("code") == "queues_unavailable")
        }
        let bench = try AccessBench()
        let reader = try bench.key([.read])
        let other = try bench.key(prefixes: ["wallet:bob"])
        try await TestServer.with(access: bench.policy(), commands: CommandSettings()) { server in
            let client = try server.client()
            let event = CommandEventTests.event(CommandEventTests.payment)
            #expect(try client.post("/event", event).status == 401)
            #expect(try reader.post(client, "/event", event).string("code") == "scope_missing")
            #expect(try other.post(client, "/event", event).string("code") == "account_not_permitted")
        }
    }
}
