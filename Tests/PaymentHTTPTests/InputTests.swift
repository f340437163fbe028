import HTTPTypes
import PaymentCore
import Testing

@testable import PaymentHTTP

@Suite("Keys, paths and statuses")
struct InputTests {
    @Test(arguments: [("abc", "abc"), ("\"abc\"", "abc"), (#""a\"b\\c""#, #"a"b\c"#), ("a\"b", "a\"b"), ("~!x", "~!x")])
    func `an idempotency key is bare or quoted`(_ header: String, _ text: String) throws {
        #expect(try IdempotencyKeyText(header: header).text == text)
    }

    @Test(arguments: [
        "", "\"", "\"\"", "\"a", "a b", "\"a b\"", "é", "\u{7F}", #""a\b""#, #""a"b""#, #""a\""#, "\"a\";x=1",
        String(repeating: "a", count: 256),
    ])
    func `what is no idempotency key is refused`(_ header: String) {
        #expect(throws: Problem.self) { try IdempotencyKeyText(header: header) }
    }

    @Test func `a key is the first half of the SHA-256 of its text, and scopes keep keys apart`() throws {
        let text = try IdempotencyKeyText("abc")
        #expect(text.key() == IdempotencyKey(high: 0xba78_16bf_8f01_cfea, low: 0x4141_40de_5dae_2223))
        #expect(text.key(scope: "a") != text.key())
        #expect(try IdempotencyKeyText("bc").key(scope: "a") != text.key())
    }

    @Test(arguments: Route.allCases)
    func `every pattern leads to its route`(_ route: Route) throws {
        let target = route.pattern.replacing("{id}", with: "x%3Ay")
        for (query, value) in [("", nil), ("?", ""), ("?atomic=true", "atomic=true")] as [(String, Substring?)] {
            let path = try #require(RoutePath(target + query))
            #expect(path.route(for: route.isRead ? .get : .post) == route)
            #expect(path.id == (route.pattern.contains("{id}") ? "x:y" : ""))
            #expect(path.query == value)
        }
    }

    @Test(arguments: [
        "", "/", "*", "/v1", "/v1/", "//", "/v1//x", "/v1/accounts/", "/v1/accounts/a/b", "/v1/payments/a/b/c/d/e/f",
        "v1/accounts", "/v1/accounts/%", "/v1/accounts/%f", "/v1/accounts/%ff", "/V1/accounts", "?", "/health",
    ])
    func `other paths lead nowhere`(_ target: String) {
        #expect(RoutePath(target) == nil)
    }

    @Test(arguments: Rejection.allCases)
    func `every rejection has a status of a refusal`(_ rejection: Rejection) {
        let problem = Problem(rejection, isPathSubject: true)
        #expect([404, 409, 422].contains(problem.status))
        #expect(Problem(rejection).status != 404)
        #expect(problem.code == rejection.code)
    }

    @Test(arguments: InputCode.allCases)
    func `every problem of the input has words of its own`(_ code: InputCode) {
        #expect(InputCode.allCases.filter { $0.title == code.title } == [code])
        #expect(code.explanation.hasSuffix("."))
        #expect(Rejection(rawValue: code.rawValue) == nil)
    }
}
