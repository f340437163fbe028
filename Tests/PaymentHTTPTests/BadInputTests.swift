import HTTPLoad
import Testing

/// A request, and the problem that it must get.
struct BadInput: Sendable, CustomTestStringConvertible {
    let name: String
    var method = "POST"
    let path: String
    var headers = [("Content-Type", "application/json"), ("Idempotency-Key", "k-1")]
    var body: String? = "{}"
    let status: Int
    let code: String
    var field: String?

    var testDescription: String { name }

    static let payment =
        #"{"amount":1050,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:alice","payee":"merchant:acme"}"#

    /// A payment request with something else in it.
    static func payment(
        _ name: String, _ original: String, _ replacement: String, _ status: Int, _ code: String, _ field: String? = nil
    ) -> BadInput {
        let body = payment.replacing(original, with: replacement)
        return BadInput(name: name, path: "/v1/payments", body: body, status: status, code: code, field: field)
    }
}

@Suite("Bad input")
struct BadInputTests {
    static let shape: [BadInput] = [
        .payment("no JSON at all", BadInput.payment, "hello", 400, "invalid_json"),
        .payment("an empty body", BadInput.payment, "", 400, "invalid_json"),
        .payment("cut off JSON", "acme\"}", "acme", 400, "invalid_json"),
        .payment("bytes behind the JSON", "acme\"}", "acme\"} x", 400, "invalid_json"),
        .payment("a comma too many", "acme\"}", "acme\",}", 400, "invalid_json"),
        .payment("a comma too few", "1050,", "1050 ", 400, "invalid_json"),
        .payment("a number with a leading zero", "1050", "01050", 400, "invalid_json"),
        .payment("a control character in a string", "alice", "al\u{1}ice", 400, "invalid_json"),
        .payment("half a surrogate pair", "alice", #"\ud83d"#, 400, "invalid_json"),
        .payment("an array", BadInput.payment, "[\(BadInput.payment)]", 400, "wrong_type"),
        .payment("null", BadInput.payment, "null", 400, "wrong_type"),
        .payment("an amount in quotes", "1050", "\"1050\"", 400, "wrong_type", "amount"),
        .payment("an amount of null", "1050", "null", 400, "wrong_type", "amount"),
        .payment("an amount of true", "1050", "true", 400, "wrong_type", "amount"),
        .payment("an amount that is an object", "1050", "{\"value\":1}", 400, "wrong_type", "amount"),
        .payment(
            "an amount nested deeply", "1050", String(repeating: "[", count: 100_000), 400, "wrong_type", "amount"),
        .payment("a currency that is a number", "\"USD\"", "840", 400, "wrong_type", "currency"),
        .payment("a method that is a string", #"{"type":"wallet"}"#, "\"wallet\"", 400, "wrong_type", "method"),
        .payment("an unknown field", "\"amount\"", "\"tip\":1,\"amount\"", 400, "unknown_field", "tip"),
        .payment("a field in another case", "\"amount\"", "\"Amount\"", 400, "unknown_field", "Amount"),
        .payment(
            "a field of another command", "\"amount\"", "\"debit\":\"a\",\"amount\"", 400, "unknown_field", "debit"),
        .payment(
            "an unknown field of the method", "\"wallet\"}", "\"wallet\",\"x\":1}", 400, "unknown_field", "method.x"),
        .payment("a field twice", "\"amount\"", "\"amount\":1,\"amount\"", 400, "duplicate_field", "amount"),
        .payment(
            "a field twice, once escaped", "\"amount\"", #""\u0061mount":1,"amount""#, 400, "duplicate_field", "amount"),
        .payment("no amount", "\"amount\":1050,", "", 400, "field_missing", "amount"),
        .payment("no currency", "\"currency\":\"USD\",", "", 400, "field_missing", "currency"),
        .payment("no method", #""method":{"type":"wallet"},"#, "", 400, "field_missing", "method"),
        .payment("no type of method", #"{"type":"wallet"}"#, "{}", 400, "field_missing", "method.type"),
        .payment("no payer", "\"payer\":\"wallet:alice\",", "", 400, "field_missing", "payer"),
        .payment("no payee", ",\"payee\":\"merchant:acme\"", "", 400, "field_missing", "payee"),
        .payment(
            "metadata that is no string", "{\"amount\"", "{\"metadata\":{\"a\":1},\"amount\"", 400, "wrong_type",
            "metadata.a"),
        .payment(
            "a metadata key twice", "{\"amount\"", "{\"metadata\":{\"a\":\"\",\"a\":\"\"},\"amount\"", 400,
            "duplicate_field",
            "metadata.a"),
    ]

    static let values: [BadInput] = [
        .payment("an amount of 0", "1050", "0", 422, "amount_not_positive", "amount"),
        .payment("an amount of minus 0", "1050", "-0", 422, "amount_not_positive", "amount"),
        .payment("a negative amount", "1050", "-1", 422, "amount_not_positive", "amount"),
        .payment("a fraction", "1050", "10.50", 400, "number_not_integer", "amount"),
        .payment("a whole number with a fraction", "1050", "1050.0", 400, "number_not_integer", "amount"),
        .payment("an exponent", "1050", "1e3", 400, "number_not_integer", "amount"),
        .payment("an amount of 2^53", "1050", "9007199254740992", 422, "amount_too_large", "amount"),
        .payment("an amount over 2^63", "1050", "9223372036854775808", 422, "amount_too_large", "amount"),
        .payment(
            "an amount of 400 digits", "1050", String(repeating: "9", count: 400), 422, "amount_too_large", "amount"),
        .payment("an unknown currency", "USD", "ABC", 422, "currency_unknown", "currency"),
        .payment("a currency of two letters", "USD", "US", 422, "currency_unknown", "currency"),
        .payment("a currency in lower case", "USD", "usd", 422, "currency_wrong_case", "currency"),
        .payment("a withdrawn currency", "USD", "DEM", 422, "currency_withdrawn", "currency"),
        .payment("gold", "USD", "XAU", 422, "currency_has_no_minor_unit", "currency"),
        .payment("another currency than the accounts", "USD", "EUR", 422, "currency_mismatch"),
        .payment("an unknown payer", "wallet:alice", "wallet:nobody", 422, "account_not_found", "payer"),
        .payment("an unknown payee", "merchant:acme", "merchant:nobody", 422, "account_not_found", "payee"),
        .payment("the payer as the payee", "merchant:acme", "wallet:alice", 422, "same_account"),
        .payment("an account id with a space", "wallet:alice", "wallet alice", 422, "account_id_invalid", "payer"),
        .payment("an account id with a slash", "merchant:acme", "merchant/acme", 422, "account_id_invalid", "payee"),
        .payment("an account id beyond ASCII", "wallet:alice", "wallet:älice", 422, "account_id_invalid", "payer"),
        .payment("an empty account id", "wallet:alice", "", 422, "account_id_invalid", "payer"),
        .payment(
            "an account id of 129 characters", "wallet:alice", String(repeating: "a", count: 129), 422,
            "account_id_invalid",
            "payer"),
        .payment("an unknown method", "\"wallet\"", "\"card\"", 422, "value_not_allowed", "method.type"),
        .payment(
            "an unknown capture", "\"amount\"", "\"capture\":\"later\",\"amount\"", 422, "value_not_allowed", "capture"),
        .payment(
            "an order that is too long", "\"amount\"", "\"order\":\"\(String(repeating: "o", count: 256))\",\"amount\"",
            422, "text_invalid"),
        .payment("an empty order", "\"amount\"", "\"order\":\"\",\"amount\"", 422, "text_invalid"),
        .payment(
            "an expiry of 0 seconds", "\"amount\"", "\"expires_in_seconds\":0,\"amount\"", 422, "expiry_out_of_range",
            "expires_in_seconds"),
        .payment(
            "an expiry beyond all limits", "\"amount\"", "\"expires_in_seconds\":99999999999999999999,\"amount\"", 422,
            "expiry_out_of_range", "expires_in_seconds"),
        .payment(
            "an expiry with a fraction", "\"amount\"", "\"expires_in_seconds\":1.5,\"amount\"", 400,
            "number_not_integer", "expires_in_seconds"),
    ]

    static let requests: [BadInput] = [
        BadInput(
            name: "no idempotency key", path: "/v1/payments", headers: [("Content-Type", "application/json")],
            body: BadInput.payment, status: 400, code: "idempotency_key_missing", field: "Idempotency-Key"),
        BadInput(
            name: "no idempotency key for a transfer", path: "/v1/transfers",
            headers: [("Content-Type", "application/json")], status: 400, code: "idempotency_key_missing",
            field: "Idempotency-Key"),
        BadInput(
            name: "no idempotency key for a refund", path: "/v1/payments/pay_00000000000000000000000000/refunds",
            headers: [], body: nil, status: 400, code: "idempotency_key_missing", field: "Idempotency-Key"),
        BadInput(
            name: "an empty idempotency key", path: "/v1/payments",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "\"\"")], body: BadInput.payment,
            status: 400, code: "idempotency_key_invalid", field: "Idempotency-Key"),
        BadInput(
            name: "an idempotency key with a space", path: "/v1/payments",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "a b")], body: BadInput.payment,
            status: 400, code: "idempotency_key_invalid", field: "Idempotency-Key"),
        BadInput(
            name: "an idempotency key without its second quote", path: "/v1/payments",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "\"abc")], body: BadInput.payment,
            status: 400, code: "idempotency_key_invalid", field: "Idempotency-Key"),
        BadInput(
            name: "an idempotency key of 256 characters", path: "/v1/payments",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", String(repeating: "k", count: 256))],
            body: BadInput.payment, status: 400, code: "idempotency_key_invalid", field: "Idempotency-Key"),
        BadInput(
            name: "two idempotency keys", path: "/v1/payments",
            headers: [("Content-Type", "application/json"), ("Idempotency-Key", "a"), ("Idempotency-Key", "b")],
            body: BadInput.payment, status: 400, code: "idempotency_key_invalid", field: "Idempotency-Key"),
        BadInput(
            name: "text", path: "/v1/payments", headers: [("Content-Type", "text/plain"), ("Idempotency-Key", "k")],
            body: BadInput.payment, status: 415, code: "content_type_unsupported", field: "Content-Type"),
        BadInput(
            name: "a form", path: "/v1/payments",
            headers: [("Content-Type", "application/x-www-form-urlencoded"), ("Idempotency-Key", "k")],
            body: "amount=1", status: 415, code: "content_type_unsupported", field: "Content-Type"),
        BadInput(
            name: "no content type", path: "/v1/payments", headers: [("Idempotency-Key", "k")], body: BadInput.payment,
            status: 415, code: "content_type_unsupported", field: "Content-Type"),
        BadInput(
            name: "JSON for a batch", path: "/v1/batch", body: "{}", status: 415, code: "content_type_unsupported",
            field: "Content-Type"),
        BadInput(
            name: "an unknown query parameter", path: "/v1/payments?dry_run=true", body: BadInput.payment, status: 400,
            code: "parameter_unknown", field: "dry_run"),
        BadInput(
            name: "a misspelt atomic", path: "/v1/batch?atomc=true", body: "{}", status: 400, code: "parameter_unknown",
            field: "atomc"),
        BadInput(
            name: "GET for a batch", method: "GET", path: "/v1/batch", body: nil, status: 405,
            code: "method_not_allowed"),
        BadInput(
            name: "DELETE for a payment", method: "DELETE", path: "/v1/payments/pay_00000000000000000000000000",
            body: nil, status: 405, code: "method_not_allowed"),
        BadInput(
            name: "POST for an account", path: "/v1/accounts/wallet:alice", status: 405, code: "method_not_allowed"),
        BadInput(name: "POST for the metrics", path: "/metrics", status: 405, code: "method_not_allowed"),
        BadInput(
            name: "an unknown path", method: "GET", path: "/v2/payments", body: nil, status: 404, code: "not_found"),
        BadInput(name: "the root", method: "GET", path: "/", body: nil, status: 404, code: "not_found"),
        BadInput(
            name: "a path with a slash too many", method: "GET", path: "/v1/payments/", body: nil, status: 404,
            code: "not_found"),
        BadInput(
            name: "an unknown action", path: "/v1/payments/pay_00000000000000000000000000/void", status: 404,
            code: "not_found"),
        BadInput(
            name: "a broken percent escape", method: "GET", path: "/v1/accounts/%zz", body: nil, status: 404,
            code: "not_found"),
        BadInput(
            name: "echo where it is off", path: "/v1/echo", body: BadInput.payment, status: 404, code: "not_found"),
        BadInput(
            name: "an unknown account", method: "GET", path: "/v1/accounts/wallet:nobody", body: nil, status: 404,
            code: "account_not_found"),
        BadInput(
            name: "an impossible account", method: "GET", path: "/v1/accounts/a%20b", body: nil, status: 404,
            code: "account_not_found"),
        BadInput(
            name: "an unknown payment", method: "GET", path: "/v1/payments/pay_00000000000000000000000000", body: nil,
            status: 404, code: "payment_not_found"),
        BadInput(
            name: "an impossible payment", method: "GET", path: "/v1/payments/pay_x", body: nil, status: 404,
            code: "payment_not_found"),
        BadInput(
            name: "confirming an unknown payment", path: "/v1/payments/pay_00000000000000000000000000/confirm",
            status: 404, code: "payment_not_found"),
        BadInput(
            name: "an unknown transfer", path: "/v1/transfers/tra_999999/post", status: 404, code: "transfer_not_found"),
        BadInput(
            name: "an impossible transfer", path: "/v1/transfers/tra_01/void", status: 404, code: "transfer_not_found"),
        BadInput(
            name: "an amount for a cancellation", path: "/v1/payments/pay_00000000000000000000000000/cancel",
            body: #"{"amount":1}"#, status: 400, code: "unknown_field", field: "amount"),
        BadInput(
            name: "an account of no kind", path: "/v1/accounts", body: #"{"id":"petty-cash","currency":"USD"}"#,
            status: 400, code: "field_missing", field: "kind"),
        BadInput(
            name: "an account of an unknown kind", path: "/v1/accounts",
            body: #"{"id":"a","currency":"USD","kind":"gift"}"#, status: 422, code: "value_not_allowed", field: "kind"),
        BadInput(
            name: "an account that exists otherwise", path: "/v1/accounts",
            body: #"{"id":"wallet:alice","currency":"EUR"}"#, status: 409, code: "account_exists"),
        BadInput(
            name: "an overdraft", path: "/v1/transfers",
            body: #"{"debit":"wallet:eve","credit":"wallet:alice","amount":1,"currency":"EUR"}"#, status: 422,
            code: "currency_mismatch"),
        BadInput(
            name: "a transfer without funds", path: "/v1/transfers",
            body: #"{"debit":"merchant:acme","credit":"wallet:alice","amount":1,"currency":"USD"}"#, status: 422,
            code: "insufficient_funds"),
    ]

    @Test func `every bad input gets its status and code, changes nothing, and the connection lives on`() async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let before = try client.get("/v1/accounts/wallet:alice").text
            for input in BadInputTests.shape + BadInputTests.values + BadInputTests.requests {
                let answer = try client.request(input.method, input.path, headers: input.headers, body: input.body)
                #expect(answer.status == input.status, "\(input.name): \(answer.text)")
                #expect(answer.string("code") == input.code, "\(input.name): \(answer.text)")
                #expect(answer["content-type"] == "application/problem+json", "\(input.name)")
                #expect(answer.string("type") == "urn:florin:problem:\(input.code)", "\(input.name)")
                #expect(answer.number("status") == input.status, "\(input.name)")
                #expect(answer.string("field") == input.field, "\(input.name): \(answer.text)")
                #expect((answer["allow"] != nil) == (input.status == 405), "\(input.name)")
            }
            #expect(try client.get("/v1/accounts/wallet:alice").text == before)
        }
    }
}
