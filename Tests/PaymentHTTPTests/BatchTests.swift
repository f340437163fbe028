import HTTPLoad
import Testing

@Suite("Batches", .serialized)
struct BatchTests {
    private static func run(
        _ client: BlockingHTTPClient, _ lines: [String], query: String = "", type: String = "application/x-ndjson"
    ) throws -> [String] {
        let answer = try client.request(
            "POST", "/v1/batch\(query)", headers: [("Content-Type", type)], body: lines.joined(separator: "\n"))
        #expect(answer.status == 200)
        #expect(answer["content-type"] == "application/x-ndjson")
        return answer.text.split(separator: "\n").map(String.init)
    }

    private static let opening = [
        #"{"type":"open_account","id":"wallet:a","currency":"USD"}"#,
        #"{"type":"open_account","id":"merchant:b","currency":"USD"}"#,
        #"{"type":"open_account","id":"rail:x","currency":"USD","allows_overdraft":true}"#,
        #"{"type":"transfer","debit":"rail:x","credit":"wallet:a","amount":500,"currency":"USD","idempotency_key":"f"}"#,
    ]

    private static func payment(_ key: String, _ amount: Int, _ more: String = "") -> String {
        #"{"amount":\#(amount),"currency":"USD","method":{"type":"wallet"},"payer":"wallet:a","payee":"merchant:b"\#(more),"idempotency_key":"\#(key)","type":"payment"}"#
    }

    @Test func `every line gets its result in order`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let results = try BatchTests.run(
                client,
                BatchTests.opening + [
                    "", "  \r", BatchTests.payment("p", 100), "nonsense", BatchTests.payment("q", 0),
                    #"{"type":"transfer","debit":"wallet:a","credit":"merchant:b","amount":1,"currency":"USD"}"#,
                    #"{"type":"gift","idempotency_key":"g"}"#, #"{"idempotency_key":"g"}"#,
                    #"{"type":"confirm","payment":"pay_x","idempotency_key":"h"}"#,
                    #"{"type":"post","transfer":"tra_7","debit":"a","idempotency_key":"h"}"#,
                    #"{"type":"cancel","idempotency_key":"h"}"#, BatchTests.payment("r", 9999) + "\r",
                ], type: "application/jsonl; charset=utf-8")
            let expected: [(line: Int, status: Int, word: String)] = [
                (1, 201, "wallet:a"), (2, 201, "merchant:b"), (3, 201, "rail:x"), (4, 201, "posted"),
                (7, 201, "captured"),
                (8, 400, "invalid_json"), (9, 422, "amount_not_positive"), (10, 400, "idempotency_key_missing"),
                (11, 422, "value_not_allowed"), (12, 400, "field_missing"), (13, 422, "payment_not_found"),
                (14, 400, "unknown_field"), (15, 400, "field_missing"), (16, 201, "declined"),
            ]
            #expect(results.count == expected.count)
            for (result, expected) in zip(results, expected) {
                let key = expected.status < 300 ? "result" : "error"
                #expect(
                    result.hasPrefix(#"{"line":\#(expected.line),"status":\#(expected.status),"\#(key)":{"#),
                    "\(result)")
                #expect(result.contains("\"\(expected.word)\""), "\(result)")
            }
        }
    }

    @Test func `payments of earlier batches are confirmed, cancelled and refunded, and transfers posted and voided`()
        async throws
    {
        try await TestServer.with { server in
            let client = try server.client()
            let hold =
                #"{"type":"transfer","debit":"wallet:a","credit":"merchant:b","amount":9,"currency":"USD","pending":true,"idempotency_key":"KEY"}"#
            let made = try BatchTests.run(
                client,
                BatchTests.opening + [
                    BatchTests.payment("p", 100, #","capture":"manual""#),
                    BatchTests.payment("q", 100, #","capture":"manual""#),
                    hold.replacing("KEY", with: "h1"), hold.replacing("KEY", with: "h2"),
                ])
            let ids = made.suffix(4).compactMap { $0.firstMatch(of: #/"id":"([a-zA-Z0-9_]+)"/#).map { String($0.1) } }
            try #require(ids.count == 4)
            let results = try BatchTests.run(
                client,
                [
                    #"{"type":"confirm","payment":"\#(ids[0])","amount":60,"idempotency_key":"1"}"#,
                    #"{"type":"confirm","payment":"\#(ids[0])","idempotency_key":"2"}"#,
                    #"{"type":"refund","payment":"\#(ids[0])","amount":10,"idempotency_key":"3"}"#,
                    #"{"type":"cancel","payment":"\#(ids[1])","idempotency_key":"4"}"#,
                    #"{"type":"post","transfer":"\#(ids[2])","amount":4,"idempotency_key":"5"}"#,
                    #"{"type":"void","transfer":"\#(ids[3])","idempotency_key":"6"}"#,
                ])
            let words = ["partially_captured", "captured", "partially_refunded", "cancelled", "\"posted\":4", "voided"]
            let statuses = [200, 200, 201, 200, 200, 200]
            for (index, result) in results.enumerated() {
                #expect(result.contains(words[index]), "\(result)")
                #expect(result.hasPrefix(#"{"line":\#(index + 1),"status":\#(statuses[index]),"#), "\(result)")
            }
        }
    }

    @Test func `an atomic batch happens as a whole`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let results = try BatchTests.run(
                client, BatchTests.opening + [BatchTests.payment("p", 100)], query: "?atomic=true")
            #expect(results.allSatisfy { $0.contains("\"status\":201") })
        }
    }

    @Test(arguments: ["nonsense", #"{"type":"open_account","id":"wallet:a","currency":"EUR"}"#])
    func `nothing of an atomic batch happens where one line fails`(_ bad: String) async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let results = try BatchTests.run(client, BatchTests.opening + [bad], query: "?atomic=true")
            #expect(results.count == 5)
            #expect(
                results.prefix(4).allSatisfy { $0.contains("linked_command_failed") && $0.contains(#""status":422"#) })
            #expect(results.last?.contains("linked_command_failed") == false)
            #expect(try client.get("/v1/accounts/wallet:a").status == 404)
        }
    }

    @Test func `a repeated batch changes nothing`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            let lines = BatchTests.opening + [BatchTests.payment("p", 100)]
            let first = try BatchTests.run(client, lines)
            let again = try BatchTests.run(client, lines)
            #expect(
                again[4]
                    == first[4].replacing(#""status":201,"result""#, with: #""status":201,"replayed":true,"result""#))
            #expect(try client.get("/v1/accounts/wallet:a").text.contains(#""posted":400"#))
        }
    }

    @Test func `an empty batch has no results`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            #expect(try BatchTests.run(client, ["", "", ""]).isEmpty)
            #expect(try client.request("POST", "/v1/batch", body: "").status == 200)
        }
    }

    @Test func `a batch with too many lines is refused as a whole`() async throws {
        try await TestServer.with { server in
            let lines = (0..<10_001).map { #"{"type":"open_account","id":"wallet:\#($0)","currency":"USD"}"# }
            let client = try server.client()
            let answer = try client.request(
                "POST", "/v1/batch", headers: [("Content-Type", "application/x-ndjson")],
                body: lines.joined(separator: "\n"))
            #expect(answer.status == 413)
            #expect(answer.string("code") == "too_many_lines")
            #expect(try client.get("/v1/accounts/wallet:0").status == 404)
        }
    }
}
