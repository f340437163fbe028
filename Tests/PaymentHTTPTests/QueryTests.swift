import HTTPLoad
import Journal
import JournalTestSupport
import PaymentCore
import Testing

@testable import PaymentHTTP

/// What stands behind the `?`.
@Suite("Query")
struct QueryTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.5Z", -500), ("2026-11-21T12:00:00Z", 1_795_262_400_000),
            ("2026-11-21T12:00:00.5Z", 1_795_262_400_500), ("2026-11-21t12:00:00.123999z", 1_795_262_400_123),
            ("2026-11-21T13:30:00+01:30", 1_795_262_400_000), ("2026-11-21T13:30:00 01:30", 1_795_262_400_000),
            ("2026-11-21T10:00:00-02:00", 1_795_262_400_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ] as [(String, Int64)])
    func `a time of RFC 3339 is read`(_ text: String, _ milliseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11-21", "2026-11-21T12:00:00", "2026-11-21T12:00Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T12:60:00Z", "2026-11-21T12:00:61Z",
        "2026-11-21T12:00:00.Z", "2026-11-21T12:00:00Zx", "2026-11-21T12:00:00+1:00",
        "+2026-11-21T12:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z",
    ])
    func `what is no time is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        ("a=1", "1"), ("a=x%20y", "x y"), ("a=x+y", "x y"), ("a=x%2By", "x+y"), ("b=2&a=%C3%A9", "é"), ("&a=1&", "1"),
        ("a=x=y", "x=y"),
    ])
    func `parameters are decoded`(_ query: String, _ value: String) throws {
        #expect(try QueryParameters(Substring(query), names: ["a", "b"])["a"] == value)
    }

    @Test(arguments: [
        ("c=1", "parameter_unknown", "c"), ("a", "parameter_invalid", "a"), ("a=", "parameter_invalid", "a"),
        ("a=1&a=1", "parameter_invalid", "a"), ("a=%", "parameter_invalid", "a"), ("a=%ff", "parameter_invalid", "a"),
        ("%61=1&a=2", "parameter_invalid", "a"), ("A=1", "parameter_unknown", "A"), ("=1", "parameter_unknown", ""),
    ])
    func `what cannot be read is refused with the name of the parameter`(
        _ query: String, _ code: String, _ field: String
    ) {
        let problem = #expect(throws: Problem.self) { try QueryParameters(Substring(query), names: ["a", "b"]) }
        #expect(problem?.code == code && problem?.field == field && problem?.status == 400)
    }

    @Test func `a cursor is read by the list of the journal that made it, and by no other`() throws {
        var generator = SeededGenerator(seed: 1)
        let (ours, others) = (
            Cursor(journal: JournalID(using: &generator)), Cursor(journal: JournalID(using: &generator))
        )
        let text = ours.text(.payments, filter: "payer=8:wallet:a", place: [1, 2, 3])
        #expect(try ours.place(text, .payments, filter: "payer=8:wallet:a") == [1, 2, 3])
        #expect(throws: Problem.self) { try others.place(text, .payments, filter: "payer=8:wallet:a") }
        #expect(throws: Problem.self) { try ours.place(text, .accounts, filter: "payer=8:wallet:a") }
        #expect(throws: Problem.self) { try ours.place(text, .payments, filter: "payer=8:wallet:b") }
        #expect(text != ours.text(.payments, filter: "payer=8:wallet:a", place: [1, 2, 3]))
        for index in text.indices {
            for other in ["0", "f", "x"] where String(text[index]) != other {
                let changed = text[..<index] + other + text[text.index(after: index)...]
                #expect(throws: Problem.self) { try ours.place(String(changed), .payments, filter: "payer=8:wallet:a") }
            }
        }
        for broken in [
            "", "0", String(text.dropLast()), String(text.dropLast(2)), text + "00", text.uppercased() + "g",
        ] {
            #expect(throws: Problem.self) { try ours.place(broken, .payments, filter: "payer=8:wallet:a") }
        }
    }

    @Test(arguments: [
        ("/v1/payments?state=captured", "state"), ("/v1/payments?status=done", "status"),
        ("/v1/payments?payer=a%20b", "payer"), ("/v1/payments?payee=", "payee"),
        ("/v1/payments?currency=EURO", "currency"),
        ("/v1/payments?currency=XAU", "currency"), ("/v1/payments?method=cash", "method"),
        ("/v1/payments?created_from=yesterday", "created_from"), ("/v1/payments?created_before=2026", "created_before"),
        ("/v1/payments?limit=0", "limit"), ("/v1/payments?limit=101", "limit"), ("/v1/payments?limit=-1", "limit"),
        ("/v1/payments?limit=1e1", "limit"), ("/v1/payments?limit=99999999999999999999", "limit"),
        ("/v1/payments?cursor=abc", "cursor"), ("/v1/payments?cursor=00", "cursor"), ("/v1/payments?order=", "order"),
        ("/v1/accounts?prefix=a%2Fb", "prefix"), ("/v1/accounts?id=a", "id"), ("/v1/accounts?cursor=zz", "cursor"),
        ("/v1/accounts/wallet:alice?at=soon", "at"), ("/v1/accounts/wallet:alice?at=-1", "at"),
        ("/v1/accounts/wallet:alice?when=1", "when"), ("/v1/accounts/wallet:alice/entries?limit=x", "limit"),
        ("/v1/accounts/wallet:alice/entries?cursor=12", "cursor"), ("/v1/orders/o-1?limit=1", "limit"),
        ("/v1/payments/pay_00000000000000000000000000/history?x=1", "x"), ("/v1/events?after=-1", "after"),
        ("/v1/events?after=99999", "after"), ("/v1/events?type=payment.lost", "type"), ("/v1/events?type=", "type"),
        ("/v1/events?type=payment.captured,", "type"), ("/v1/events?key=a%20b", "key"),
        ("/v1/events?limit=1001", "limit"),
        ("/v1/events/stream?limit=1", "limit"), ("/v1/events/stream?after=99999", "after"),
        ("/v1/subscriptions?x=1", "x"), ("/v1/transfers/tra_4?x=1", "x"),
    ])
    func `a parameter that is wrong is named`(_ path: String, _ field: String) async throws {
        try await TestServer.with { server in
            let client = try server.client()
            try client.openAccounts()
            let answer = try client.get(path)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.string("field") == field, "\(answer.text)")
            #expect(answer["content-type"] == "application/problem+json")
        }
    }
}
