import HTTPLoad

/// A key and how a client shows it.
struct TestKey: Sendable {
    let id: String
    let token: String

    var header: (String, String) { ("Authorization", "Bearer \(token)") }

    func get(_ client: BlockingHTTPClient, _ path: String) throws -> HTTPAnswer {
        try client.request("GET", path, headers: [header])
    }

    func post(
        _ client: BlockingHTTPClient, _ path: String, _ body: String?, key: String? = nil
    ) throws -> HTTPAnswer {
        try client.post(path, body, key: key, headers: [header])
    }

    func batch(_ client: BlockingHTTPClient, _ lines: [String], query: String = "") throws -> [String] {
        let answer = try client.request(
            "POST", "/v1/batch" + query, headers: [header, ("Content-Type", "application/x-ndjson")],
            body: lines.joined(separator: "\n"))
        return answer.text.split(separator: "\n").map(String.init)
    }

    /// Opens accounts for dollars and gives each of them money from the bank.
    func fund(_ client: BlockingHTTPClient, _ accounts: [String], _ amount: Int = 100_000) throws {
        _ = try post(client, "/v1/accounts", #"{"id":"rail:bank","currency":"USD","allows_overdraft":true}"#)
        for account in accounts {
            _ = try post(client, "/v1/accounts", #"{"id":"\#(account)","currency":"USD"}"#)
            let transfer = #"{"debit":"rail:bank","credit":"\#(account)","amount":\#(amount),"currency":"USD"}"#
            _ = try post(client, "/v1/transfers", transfer, key: "fund-\(account)")
        }
    }
}
