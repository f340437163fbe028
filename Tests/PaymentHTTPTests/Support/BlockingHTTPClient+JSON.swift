import HTTPLoad

extension BlockingHTTPClient {
    /// Posts JSON with an idempotency key.
    func post(_ path: String, _ body: String?, key: String? = nil, headers: [(String, String)] = []) throws
        -> HTTPAnswer
    {
        var all = headers
        if body != nil { all.append(("Content-Type", "application/json")) }
        if let key { all.append(("Idempotency-Key", key)) }
        return try request("POST", path, headers: all, body: body ?? "")
    }

    func get(_ path: String) throws -> HTTPAnswer {
        try request("GET", path)
    }

    /// Opens two wallets and a merchant, and gives the first wallet money.
    func openAccounts(balance: Int = 1_000_000) throws {
        for body in [
            #"{"id":"wallet:alice","currency":"USD"}"#, #"{"id":"merchant:acme","currency":"USD"}"#,
            #"{"id":"rail:bank","currency":"USD","allows_overdraft":true}"#, #"{"id":"wallet:eve","currency":"EUR"}"#,
        ] {
            _ = try post("/v1/accounts", body)
        }
        _ = try post(
            "/v1/transfers", #"{"debit":"rail:bank","credit":"wallet:alice","amount":\#(balance),"currency":"USD"}"#,
            key: "fund")
    }
}

extension HTTPAnswer {
    /// The value of a string field that stands somewhere in the body.
    func string(_ name: String) -> String? {
        value(name, opening: ":\"", closing: "\"")
    }

    /// The value of a number field that stands somewhere in the body.
    func number(_ name: String) -> Int? {
        value(name, opening: ":", closing: ",", "}").flatMap { Int($0) }
    }

    private func value(_ name: String, opening: String, closing: Character...) -> String? {
        guard let start = text.firstRange(of: "\"\(name)\"\(opening)") else { return nil }
        return String(text[start.upperBound...].prefix { !closing.contains($0) })
    }
}
