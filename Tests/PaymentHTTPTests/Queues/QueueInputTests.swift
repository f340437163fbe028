import HTTPLoad
import Messaging
import MessagingTestSupport
import Testing

@testable import PaymentHTTP

/// What is no request about queues.
@Suite("Bad input about queues")
struct QueueInputTests {
    private static func send(_ name: String, _ body: String, _ status: Int, _ code: String, _ field: String? = nil)
        -> BadInput
    {
        BadInput(name: name, path: "/message", body: body, status: status, code: code, field: field)
    }

    private static func consume(_ query: String, _ code: String, _ field: String, status: Int = 400) -> BadInput {
        BadInput(
            name: "consume \(query)", method: "GET", path: "/consume" + query, headers: [], body: nil, status: status,
            code: code, field: field)
    }

    private static let receipt = String(repeating: "0", count: 32)

    static let rows: [BadInput] = [
        send("no JSON", "hello", 400, "invalid_json"), send("nothing", "", 400, "invalid_json"),
        send("an array", "[]", 400, "wrong_type"),
        send("a byte behind", #"{"queue":"q","message":1}x"#, 400, "invalid_json"),
        send("no queue", #"{"message":1}"#, 400, "field_missing", "queue"),
        send("no message", #"{"queue":"q"}"#, 400, "field_missing", "message"),
        send("an unknown field", #"{"queue":"q","message":1,"x":1}"#, 400, "unknown_field", "x"),
        send("a field twice", #"{"queue":"q","message":1,"message":2}"#, 400, "duplicate_field", "message"),
        send("a queue that is a number", #"{"queue":1,"message":1}"#, 400, "wrong_type", "queue"),
        send("an id that is a number", #"{"queue":"q","message":1,"id":1}"#, 400, "wrong_type", "id"),
        send("a message cut off", #"{"queue":"q","message":{"a":"#, 400, "invalid_json"),
        send("a message with a comma too many", #"{"queue":"q","message":[1,]}"#, 400, "invalid_json"),
        send("a message with a wrong bracket", #"{"queue":"q","message":[1}}"#, 400, "invalid_json"),
        send("a number with a zero before it", #"{"queue":"q","message":01}"#, 400, "invalid_json"),
        send("half a surrogate pair", #"{"queue":"q","message":"\ud83d"}"#, 400, "invalid_json"),
        send(
            "a message nested too deeply", #"{"queue":"q","message":"# + String(repeating: "[", count: 100_000), 400,
            "invalid_json"),
        send("an empty name", #"{"queue":"","message":1}"#, 422, "queue_name_invalid", "queue"),
        send("a name with a slash", #"{"queue":"a/b","message":1}"#, 422, "queue_name_invalid", "queue"),
        send("a group", #"{"queue":"a:b","message":1}"#, 422, "queue_name_invalid", "queue"),
        send(
            "a long name", #"{"queue":"\#(String(repeating: "a", count: 121))","message":1}"#, 422,
            "queue_name_invalid", "queue"),
        send("an empty id", #"{"queue":"q","message":1,"id":""}"#, 422, "value_not_allowed", "id"),
        send(
            "a long key", #"{"queue":"q","message":1,"key":"\#(String(repeating: "ä", count: 101))"}"#, 422,
            "value_not_allowed", "key"),
        BadInput(
            name: "a message that is no JSON", path: "/message", headers: [("Content-Type", "text/plain")], body: "x",
            status: 415, code: "content_type_unsupported", field: "Content-Type"),
        BadInput(name: "a query", path: "/message?x=1", status: 400, code: "parameter_unknown", field: "x"),
        BadInput(
            name: "reading messages", method: "GET", path: "/message", body: nil, status: 405,
            code: "method_not_allowed"),
        BadInput(name: "posting to consume", path: "/consume", status: 405, code: "method_not_allowed"),
        consume("", "parameter_invalid", "queue"), consume("?queue=", "parameter_invalid", "queue"),
        consume("?queue=a/b", "parameter_invalid", "queue"), consume("?queue=a:b", "parameter_invalid", "queue"),
        consume("?queue=q&wait=31", "parameter_invalid", "wait"),
        consume("?queue=q&wait=-1", "parameter_invalid", "wait"),
        consume("?queue=q&wait=0.5", "parameter_invalid", "wait"),
        consume("?queue=q&wait=+1", "parameter_invalid", "wait"),
        consume("?queue=q&lease=0", "parameter_invalid", "lease"),
        consume("?queue=q&lease=43201", "parameter_invalid", "lease"),
        consume("?queue=q&lease=99999999999999999999", "parameter_invalid", "lease"),
        consume("?queue=q&auto_ack=yes", "parameter_invalid", "auto_ack"),
        consume("?queue=q&x=1", "parameter_unknown", "x"), consume("?queue=q&queue=r", "parameter_invalid", "queue"),
        BadInput(name: "no receipt", path: "/consume/x/ack", body: "", status: 410, code: "lease_lost"),
        BadInput(name: "an unknown receipt", path: "/consume/\(receipt)/ack", status: 410, code: "lease_lost"),
        BadInput(name: "an unknown action", path: "/consume/\(receipt)/nack", status: 404, code: "not_found"),
        BadInput(name: "no action", path: "/consume/\(receipt)", status: 404, code: "not_found"),
        BadInput(name: "an action too many", path: "/consume/\(receipt)/ack/x", status: 404, code: "not_found"),
        BadInput(
            name: "an ack with fields", path: "/consume/\(receipt)/ack", body: #"{"a":1}"#, status: 400,
            code: "unknown_field", field: "a"),
        BadInput(
            name: "a retry in no time", path: "/consume/\(receipt)/retry", body: #"{"after_seconds":-1}"#, status: 422,
            code: "value_not_allowed", field: "after_seconds"),
        BadInput(
            name: "a retry after ages", path: "/consume/\(receipt)/retry", body: #"{"after_seconds":43201}"#,
            status: 422, code: "value_not_allowed", field: "after_seconds"),
        BadInput(
            name: "a retry after half a second", path: "/consume/\(receipt)/retry", body: #"{"after_seconds":0.5}"#,
            status: 400, code: "number_not_integer", field: "after_seconds"),
        BadInput(
            name: "a dead letter without reason", path: "/consume/\(receipt)/dead-letter", status: 400,
            code: "field_missing", field: "reason"),
        BadInput(
            name: "a dead letter with an empty reason", path: "/consume/\(receipt)/dead-letter",
            body: #"{"reason":""}"#, status: 422, code: "value_not_allowed", field: "reason"),
        BadInput(
            name: "reading a settlement", method: "GET", path: "/consume/\(receipt)/ack", body: nil, status: 405,
            code: "method_not_allowed"),
        BadInput(
            name: "a part that is none", path: "/v1/queues/q/purge", body: #"{"part":"all"}"#, status: 422,
            code: "value_not_allowed", field: "part"),
        BadInput(name: "no part", path: "/v1/queues/q/purge", status: 400, code: "field_missing", field: "part"),
        BadInput(
            name: "ids that are no list", path: "/v1/queues/q/redrive", body: #"{"ids":"a"}"#, status: 400,
            code: "wrong_type", field: "ids"),
        BadInput(
            name: "ids that are numbers", path: "/v1/queues/q/redrive", body: #"{"ids":[1]}"#, status: 400,
            code: "wrong_type", field: "ids"),
        BadInput(
            name: "ids without end", path: "/v1/queues/q/redrive", body: #"{"ids":["a""#, status: 400,
            code: "invalid_json"),
        BadInput(
            name: "a limit of 0", method: "GET", path: "/v1/queues/q/dead-letters?limit=0", body: nil, status: 400,
            code: "parameter_invalid", field: "limit"),
        BadInput(name: "purging nothing", path: "/v1/queues/q/drop", status: 404, code: "not_found"),
    ]

    @Test func `is a problem that names what is wrong, and sends nothing`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            for row in QueueInputTests.rows {
                let answer = try client.request(row.method, row.path, headers: row.headers, body: row.body)
                #expect(answer.status == row.status, "\(row.name) \(answer.text)")
                #expect(answer.string("code") == row.code, "\(row.name) \(answer.text)")
                #expect(answer.string("field") == row.field, "\(row.name) \(answer.text)")
                #expect(answer["content-type"] == "application/problem+json", "\(row.name)")
            }
            #expect(try client.get("/v1/queues").text == #"{"queues":[]}"#)
        }
    }

    @Test func `consume has no HEAD, since it would take a message away`() async throws {
        try await QueueBench.with { bench in
            let client = try bench.client()
            _ = try client.send("q", "1")
            let answer = try client.request("HEAD", "/consume?queue=q&wait=1")
            #expect(answer.status == 405 && answer["allow"] == "GET")
            #expect(try client.consume("q").number("attempt") == 1)
            #expect(try client.request("HEAD", "/v1/queues").status == 200)
        }
    }

    @Test func `a message as large as the engine takes goes through, a larger one does not`() async throws {
        var guarantees = Guarantees()
        guarantees.maximumBodyBytes = 1000
        try await QueueBench.with(guarantees: guarantees) { bench in
            let client = try bench.client()
            let large = "\"" + String(repeating: "x", count: 998) + "\""
            #expect(try client.send("q", large).status == 200)
            #expect(try client.consume("q").text.contains(large))
            let answer = try client.send("q", "[\(large)]")
            #expect(answer.status == 413 && answer.string("code") == "message_too_large")
            let huge = try client.send("q", "\"" + String(repeating: "x", count: 1 << 20) + "\"")
            #expect(huge.status == 413 && huge.string("code") == "body_too_large")
        }
    }

    @Test(arguments: [
        "", " ", "{", "}", "[", "]", "[,]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{1:2}", "nul", "nulll",
        "tru",
        "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "\"a", "\"\\x\"", "\"\u{1}\"", "1 1", "{}{}", "NaN", "'a'",
        "[\"a\": 1]", "{\"a\",\"b\"}", "[1}", "{\"a\":1]",
    ])
    func `texts that are no JSON`(_ text: String) {
        #expect(!QueueInputTests.isJSON(Array(text.utf8)))
    }

    @Test(arguments: [
        "0", "-0", " [ ] ", "{ }", "[[[]],{\"a\":{\"b\":[]}}]", "1E-5", "\"\\u0000\"", "\"\"", "{\"a\":1,\"a\":2}",
        "\n{\"a\" : [true , false , null]}\t",
    ])
    func `texts that are JSON`(_ text: String) {
        #expect(QueueInputTests.isJSON(Array(text.utf8)))
    }

    private static func isJSON(_ bytes: [UInt8]) -> Bool {
        JSONReader.isWholeText(bytes.span)
    }

    @Test func `bytes that are no UTF-8 are no JSON`() {
        #expect(!QueueInputTests.isJSON([UInt8(ascii: "\""), 0xFF, UInt8(ascii: "\"")]))
        let deep = String(repeating: "[", count: 128) + "1" + String(repeating: "]", count: 128)
        #expect(QueueInputTests.isJSON(Array(deep.utf8)))
        #expect(!QueueInputTests.isJSON(Array("[\(deep)]".utf8)))
    }
}
