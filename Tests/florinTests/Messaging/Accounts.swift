import HTTPLoad
import Testing

/// What tests of messaging need on a server.
enum Accounts {
    /// Opens accounts, and gives one of them money.
    static func fund(_ server: ServerProcess) throws {
        let client = try server.client()
        for id in ["rail:bank", "wallet:payer", "wallet:alice", "merchant:payee", "merchant:acme"] {
            let answer = try client.request(
                "POST", "/v1/accounts", headers: [("Content-Type", "application/json")],
                body: #"{"id":"\#(id)","currency":"USD"}"#)
            #expect(answer.status == 201)
        }
        for wallet in ["wallet:payer", "wallet:alice"] {
            let answer = try client.request(
                "POST", "/v1/transfers",
                headers: [("Content-Type", "application/json"), ("Idempotency-Key", "fund-\(wallet)")],
                body: #"{"debit":"rail:bank","credit":"\#(wallet)","amount":1000000000000,"currency":"USD"}"#)
            #expect(answer.status == 201)
        }
    }

    /// Waits until every relay has published everything.
    /// - Returns: the last position
    static func waitForRelays(_ server: ServerProcess) throws -> Int {
        let client = try server.client()
        while true {
            let answer = try client.request("GET", "/v1/subscriptions")
            let depths = answer.text.matches(of: /"depth":([0-9]+)/).compactMap { Int($0.1) }
            let produced = answer.text.matches(of: /"produced":([0-9]+)/).compactMap { Int($0.1) }
            let position = answer["florin-position"].flatMap { Int($0) } ?? 0
            // The views have everything durable, and each relay has all that the views have.
            if depths.count > 1, depths.allSatisfy({ $0 == 0 }), produced.allSatisfy({ $0 == position }) {
                return position
            }
        }
    }
}
