import HTTPLoad
import PaymentKeys
import Testing

/// Keys that may touch certain accounts only: what they name must be permitted, and what is not does not exist for them.
@Suite("Restricted keys")
struct RestrictedKeyTests {
    private static let mine = ["wallet:acme", "wallet:acme:tips", "merchant:acme"]
    private static let others = ["wallet:other", "merchant:other", "wallet:acme2"]

    /// What the tests need: a restricted key, a free one, and a client.
    private struct Scene {
        let client: BlockingHTTPClient
        let key: TestKey
        let free: TestKey

        func payment(_ payer: String, _ payee: String, capture: String = "manual") -> String {
            #"{"amount":100,"currency":"USD","method":{"type":"wallet"},"payer":"\#(payer)","payee":"\#(payee)","capture":"\#(capture)"}"#
        }

        func transfer(_ debit: String, _ credit: String) -> String {
            #"{"debit":"\#(debit)","credit":"\#(credit)","amount":100,"currency":"USD","pending":true}"#
        }

        /// Makes something and returns its name.
        func make(_ path: String, _ body: String, key name: String) throws -> String {
            let answer = try free.post(client, path, body, key: name)
            return try #require(answer.string("id"), "\(answer.text)")
        }
    }

    private static func with(_ body: @escaping @Sendable (Scene) throws -> Void) async throws {
        let bench = try AccessBench()
        let key = try bench.key(owner: "acme", prefixes: ["wallet:acme", "merchant:acme"])
        let free = try bench.key(owner: "house")
        try await TestServer.with(.withEcho, access: try bench.policy()) { server in
            let scene = Scene(client: try server.client(), key: key, free: free)
            try free.fund(scene.client, mine + others)
            try body(scene)
        }
    }

    @Test func `accounts that a request names must be permitted, and the answer names the field`() async throws {
        try await RestrictedKeyTests.with { scene in
            let account = #"{"id":"wallet:other:new","currency":"USD"}"#
            let rows: [(path: String, body: String, field: String?)] = [
                ("/v1/accounts", account, "id"),
                ("/v1/accounts", account.replacing("other:new", with: "acme:new"), nil),
                ("/v1/transfers", scene.transfer("wallet:other", "wallet:acme"), "debit"),
                ("/v1/transfers", scene.transfer("wallet:acme", "wallet:other"), "credit"),
                ("/v1/transfers", scene.transfer("wallet:acme", "wallet:acme2"), "credit"),
                ("/v1/transfers", scene.transfer("wallet:acme", "wallet:nobody"), "credit"),
                ("/v1/transfers", scene.transfer("wallet:acme", "wallet:acme:tips"), nil),
                ("/v1/payments", scene.payment("wallet:other", "merchant:acme"), "payer"),
                ("/v1/payments", scene.payment("wallet:acme", "merchant:other"), "payee"),
                ("/v1/payments", scene.payment("wallet:acme", "merchant:acme"), nil),
                ("/v1/echo", scene.payment("wallet:other", "merchant:acme"), "payer"),
            ]
            for (index, row) in rows.enumerated() {
                let answer = try scene.key.post(scene.client, row.path, row.body, key: "k\(index)")
                #expect((answer.status == 403) == (row.field != nil), "\(row) \(answer.text)")
                #expect(answer.status == 201 || answer.string("code") == "account_not_permitted", "\(answer.text)")
                #expect(answer.string("field") == row.field, "\(row) \(answer.text)")
            }
        }
    }

    @Test func `reading what is not permitted is answered as if it did not exist`() async throws {
        try await RestrictedKeyTests.with { scene in
            for account in RestrictedKeyTests.mine {
                #expect(try scene.key.get(scene.client, "/v1/accounts/\(account)").status == 200)
            }
            let none = try scene.key.get(scene.client, "/v1/accounts/wallet:nobody")
            #expect(none.status == 404)
            for account in RestrictedKeyTests.others + ["rail:bank"] {
                let answer = try scene.key.get(scene.client, "/v1/accounts/\(account)")
                #expect(answer.status == 404 && answer.text == none.text, "\(account)")
            }
            let absent = try scene.key.get(scene.client, "/v1/payments/pay_00000000000000000000000000")
            for (payer, payee, isSeen) in [
                ("wallet:acme", "merchant:acme", true), ("wallet:other", "merchant:acme", false),
                ("wallet:acme", "merchant:other", false), ("wallet:other", "merchant:other", false),
            ] {
                let id = try scene.make("/v1/payments", scene.payment(payer, payee), key: payer + payee)
                let answer = try scene.key.get(scene.client, "/v1/payments/\(id)")
                #expect(answer.status == (isSeen ? 200 : 404), "\(payer) \(payee)")
                if !isSeen { #expect(answer.text == absent.text) }
            }
        }
    }

    @Test func `changing what is not permitted is answered as if it did not exist, and changes nothing`() async throws {
        try await RestrictedKeyTests.with { scene in
            let payment = try scene.make(
                "/v1/payments", scene.payment("wallet:other", "merchant:acme"), key: "payment")
            let transfer = try scene.make(
                "/v1/transfers", scene.transfer("wallet:other", "wallet:acme"), key: "transfer")
            let absentPayment = "/v1/payments/pay_00000000000000000000000000"
            let before = try scene.free.get(scene.client, "/v1/payments/\(payment)").text
            for action in ["confirm", "cancel", "refunds"] {
                let key = "change-\(action)"
                let answer = try scene.key.post(scene.client, "/v1/payments/\(payment)/\(action)", nil, key: key)
                let absent = try scene.key.post(scene.client, "\(absentPayment)/\(action)", nil, key: key)
                #expect(answer.status == 404 && answer.text == absent.text, "\(action) \(answer.text)")
            }
            for action in ["post", "void"] {
                let key = "change-\(action)"
                let answer = try scene.key.post(scene.client, "/v1/transfers/\(transfer)/\(action)", nil, key: key)
                // A future one, one that is over, and an event that is no transfer.
                for id in ["tra_99999999", "tra_1", "tra_7"] {
                    let absent = try scene.key.post(scene.client, "/v1/transfers/\(id)/\(action)", nil, key: key)
                    #expect(answer.status == 404 && answer.text == absent.text, "\(id) \(action) \(absent.text)")
                }
            }
            #expect(try scene.free.get(scene.client, "/v1/payments/\(payment)").text == before)
            #expect(try scene.free.post(scene.client, "/v1/transfers/\(transfer)/post", nil, key: "post").status == 200)
        }
    }

    @Test func `changing what is permitted works, and repeating it gives the same answer`() async throws {
        try await RestrictedKeyTests.with { scene in
            let payment = try scene.make("/v1/payments", scene.payment("wallet:acme", "merchant:acme"), key: "p")
            let transfer = try scene.make("/v1/transfers", scene.transfer("wallet:acme", "wallet:acme:tips"), key: "t")
            let changes = [
                "/v1/payments/\(payment)/confirm", "/v1/payments/\(payment)/refunds", "/v1/transfers/\(transfer)/post",
            ]
            for path in changes {
                let first = try scene.key.post(scene.client, path, nil, key: path)
                let again = try scene.key.post(scene.client, path, nil, key: path)
                #expect((200...201).contains(first.status) && first.text == again.text, "\(path) \(again.text)")
                #expect(again["idempotent-replayed"] == "true", "\(path)")
            }
            // Over now: without the key of the first time there is nothing to repeat.
            let late = try scene.key.post(scene.client, "/v1/transfers/\(transfer)/void", nil, key: "late")
            #expect(late.status == 404 && late.string("code") == "transfer_not_found")
        }
    }

    @Test func `lines of a batch are judged one by one`() async throws {
        try await RestrictedKeyTests.with { scene in
            let foreign = try scene.make("/v1/payments", scene.payment("wallet:other", "merchant:acme"), key: "f")
            let own = try scene.make("/v1/payments", scene.payment("wallet:acme", "merchant:acme"), key: "o")
            let pending = try scene.make("/v1/transfers", scene.transfer("wallet:other", "wallet:acme2"), key: "t")
            func line(_ type: String, _ rest: String, _ key: String) -> String {
                #"{"type":"\#(type)","idempotency_key":"\#(key)",\#(rest)}"#
            }
            let rows: [(line: String, status: Int, code: String?)] = [
                (#"{"type":"open_account","id":"wallet:other:b","currency":"USD"}"#, 403, "account_not_permitted"),
                (#"{"type":"open_account","id":"wallet:acme:b","currency":"USD"}"#, 201, nil),
                (
                    line("transfer", String(scene.transfer("wallet:other", "wallet:acme").dropFirst().dropLast()), "1"),
                    403, "account_not_permitted"
                ),
                (
                    line("payment", String(scene.payment("wallet:acme", "merchant:acme").dropFirst().dropLast()), "2"),
                    201, nil
                ),
                (line("confirm", #""payment":"\#(foreign)""#, "3"), 422, "payment_not_found"),
                (line("confirm", #""payment":"pay_00000000000000000000000000""#, "4"), 422, "payment_not_found"),
                (line("confirm", #""payment":"\#(own)""#, "5"), 200, nil),
                (line("void", #""transfer":"\#(pending)""#, "6"), 422, "transfer_not_found"),
                (line("void", #""transfer":"tra_1""#, "7"), 422, "transfer_not_found"),
                (line("void", #""transfer":"tra_99999999""#, "8"), 422, "transfer_not_found"),
            ]
            let answers = try scene.key.batch(scene.client, rows.map(\.line))
            #expect(answers.count == rows.count)
            for (index, (row, answer)) in zip(rows, answers).enumerated() {
                #expect(answer.hasPrefix(#"{"line":\#(index + 1),"status":\#(row.status),"#), "\(answer)")
                if let code = row.code { #expect(answer.contains(#""code":"\#(code)""#), "\(answer)") }
            }
            // All or none: one line that is not permitted, and nothing happens.
            let group = try scene.key.batch(
                scene.client,
                [#"{"type":"open_account","id":"wallet:acme:c","currency":"USD"}"#, rows[4].line], query: "?atomic=true"
            )
            #expect(group[0].contains("linked_command_failed") && group[1].contains("payment_not_found"), "\(group)")
            #expect(try scene.key.get(scene.client, "/v1/accounts/wallet:acme:c").status == 404)
        }
    }

    @Test func `a route that shows all accounts is closed to them, whatever the scope`() async throws {
        let bench = try AccessBench()
        let key = try bench.key(Set(KeyScope.allCases), prefixes: ["wallet:acme"])
        try await TestServer.with(access: try bench.policy()) { server in
            let answer = try key.get(try server.client(), "/metrics")
            #expect(answer.status == 403 && answer.string("code") == "account_not_permitted")
        }
    }
}
