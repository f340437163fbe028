import HTTPLoad
import Messaging
import MessagingTestSupport
import PaymentKeys
import Testing

@testable import PaymentHTTP

/// Who may use queues.
@Suite("Access to queues")
struct QueueAccessTests {
    private static let routes: [(method: String, path: String, scopes: Set<KeyScope>)] = [
        ("POST", "/message", [.write]), ("GET", "/consume?queue=q", [.read, .write]),
        ("POST", "/consume/\(LeaseReceipt())/ack", [.write]), ("POST", "/consume/\(LeaseReceipt())/retry", [.write]),
        ("POST", "/consume/\(LeaseReceipt())/dead-letter", [.write]), ("GET", "/v1/queues", [.admin]),
        ("GET", "/v1/queues/q", [.admin]), ("GET", "/v1/queues/q/dead-letters", [.admin]),
        ("POST", "/v1/queues/q/redrive", [.admin]), ("POST", "/v1/queues/q/purge", [.admin]),
    ]

    @Test func `every route needs its scopes and no other`() async throws {
        let bench = try AccessBench()
        let sets: [Set<KeyScope>] = [
            [.read], [.write], [.admin], [.read, .write], [.read, .admin], [.write, .admin],
        ]
        let keys = try sets.map { ($0, try bench.key($0)) }
        try await QueueBench.with(access: try bench.policy()) { queues in
            let client = try queues.client()
            for (method, path, needed) in QueueAccessTests.routes {
                #expect(try client.request(method, path, body: method == "POST" ? "" : nil).status == 401)
                for (scopes, key) in keys {
                    let answer = try client.request(
                        method, path, headers: [key.header], body: method == "POST" ? "" : nil)
                    #expect((answer.status == 403) == !needed.isSubset(of: scopes), "\(method) \(path) \(scopes)")
                    if answer.status == 403 { #expect(answer.string("code") == "scope_missing") }
                }
            }
        }
    }

    @Test func `keys that are restricted to accounts may not use queues`() async throws {
        let bench = try AccessBench()
        let key = try bench.key(Set(KeyScope.allCases), prefixes: ["wallet:a"])
        try await QueueBench.with(access: try bench.policy()) { queues in
            let client = try queues.client()
            for (method, path, _) in QueueAccessTests.routes {
                let answer = try client.request(method, path, headers: [key.header], body: method == "POST" ? "" : nil)
                #expect(answer.status == 403 && answer.string("code") == "account_not_permitted", "\(path)")
            }
        }
    }
}
