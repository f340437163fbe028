import BlockingIO
import Foundation
import JournalTestSupport
import Testing

@testable import PaymentKeys

/// The file of the keys: what may be asked for, who may read it, what becomes of it when several change it.
@Suite("Key file")
struct KeyFileTests {
    @Test func `a key is what was asked for, and keys stay in order`() throws {
        let bench = try KeyBench()
        var request = KeyRequest(name: "shop till", scopes: [.write, .read])
        request.owner = "acme"
        request.accountPrefixes = [try AccountPrefix("wallet:acme")]
        (request.requestsPerSecond, request.burst, request.lifetimeDays) = (100, 200, 7)
        let first = try bench.file.create(request, at: bench.now)
        let second = try bench.create("plain")
        let keys = try #require(try bench.file.keys()).map(\.key)
        #expect(keys == [first.key, second.key])
        #expect(first.key.owner == "acme" && first.key.scopes == [.read, .write])
        #expect(first.key.accountPrefixes?.map(\.description) == ["wallet:acme"])
        #expect(first.key.requestsPerSecond == 100 && first.key.burst == 200)
        #expect(first.key.expiresAt == KeyTime(seconds: bench.now.seconds + 7 * 86_400))
        #expect(second.key.owner == "plain" && second.key.accountPrefixes == nil && second.key.expiresAt == nil)
    }

    static let refused: [(String, @Sendable (inout KeyRequest) -> Void)] = [
        ("name", { $0.name = "" }),
        ("name", { $0.name = String(repeating: "n", count: 65) }),
        ("name", { $0.name = "a\nb" }),
        ("owner", { $0.owner = "" }),
        ("owner", { $0.owner = "a\u{1F}b" }),
        ("owner", { $0.owner = String(repeating: "o", count: 65) }),
        ("scope", { $0.scopes = [] }),
        ("rate", { $0.requestsPerSecond = 0 }),
        ("rate", { $0.requestsPerSecond = 1_000_001 }),
        ("burst", { ($0.requestsPerSecond, $0.burst) = (1, 0) }),
        ("burst", { $0.burst = 5 }),
        ("days", { $0.lifetimeDays = 0 }),
    ]

    @Test(arguments: refused.indices)
    func `what no key can be is refused with a sentence that names it`(_ index: Int) throws {
        let bench = try KeyBench()
        let (word, change) = KeyFileTests.refused[index]
        var request = KeyRequest(name: "shop", scopes: [.read])
        change(&request)
        let fault = #expect(throws: KeyFault.self) { try bench.file.create(request, at: bench.now) }
        #expect(fault?.message.contains(word) == true, "\(fault?.message ?? "")")
        #expect(try bench.file.keys() == nil)
    }

    @Test func `the file holds no token and nobody else may read it`() throws {
        let bench = try KeyBench()
        let token = try bench.create().token
        for name in ["keys.json", "keys.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: bench.folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        let text = try String(contentsOfFile: bench.file.path, encoding: .utf8)
        #expect(!text.contains(String(token.reveal().dropFirst(16))))
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).count == 2)
    }

    @Test func `a file that others may write is refused`() throws {
        let bench = try KeyBench()
        _ = try bench.create()
        for mode in [0o620, 0o602, 0o666] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: bench.file.path)
            let fault = #expect(throws: KeyFault.self) { try bench.file.keys() }
            #expect(fault?.code == .exposed)
        }
    }

    @Test func `revoking is for ever and twice changes nothing`() throws {
        let bench = try KeyBench()
        let id = try bench.create().key.id
        let revoked = try bench.file.revoke(id, at: bench.now)
        #expect(revoked.revokedAt == bench.now)
        bench.pass(days: 1)
        #expect(try bench.file.revoke(id, at: bench.now) == revoked)
        #expect(try bench.file.keys()?.map(\.key) == [revoked])
        let fault = #expect(throws: KeyFault.self) { try bench.file.revoke("florin_secret", at: bench.now) }
        #expect(fault?.code == .unknown && fault?.message.contains("secret") == false)
    }

    @Test func `of many who change the keys at once nobody loses what another did`() async throws {
        let bench = try KeyBench()
        let ids = try await withThrowingTaskGroup(of: String.self) { tasks in
            for number in 0..<40 {
                tasks.addTask {
                    try await WorkerThread.run(name: "keys") { try bench.create("key \(number)").key.id }
                }
            }
            return try await tasks.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(Set(try #require(try bench.file.keys()).map(\.key.id)) == ids && ids.count == 40)
    }

    @Test func `what a crash has left beside the file does no harm`() throws {
        let bench = try KeyBench()
        _ = try bench.create()
        try "half a file".write(toFile: bench.file.path + ".new", atomically: false, encoding: .utf8)
        _ = try bench.create()
        #expect(try bench.file.keys()?.count == 2)
        #expect(!FileManager.default.fileExists(atPath: bench.file.path + ".new"))
    }

    @Test(arguments: [
        "", "{", "[]", #"{"version":1}"#, #"{"version":2,"keys":[]}"#,
        #"{"version":1,"keys":[{"id":"a","name":"a","owner":"","scopes":["read"],"created_at":"2026-01-01T00:00:00Z","sha256":"00"}]}"#,
        #"{"version":1,"keys":[{"id":"a","name":"a","owner":"a","scopes":["root"],"created_at":"2026-01-01T00:00:00Z","sha256":"00"}]}"#,
    ])
    func `garbage is refused and stays as it is`(_ text: String) throws {
        let bench = try KeyBench()
        _ = try bench.create()
        try bench.overwrite(text)
        let fault = #expect(throws: KeyFault.self) { try bench.file.keys() }
        #expect(fault?.code == .damaged)
        #expect(throws: KeyFault.self) { try bench.create() }
        #expect(throws: KeyFault.self) { try bench.ring() }
        #expect(try String(contentsOfFile: bench.file.path, encoding: .utf8) == text)
    }

    @Test func `a key that may touch no account at all is not taken for one that may touch all`() throws {
        let bench = try KeyBench()
        _ = try bench.create()
        let text = try String(contentsOfFile: bench.file.path, encoding: .utf8)
        try bench.overwrite(text.replacingOccurrences(of: #""name""#, with: #""account_prefixes":[],"name""#))
        #expect(throws: KeyFault.self) { try bench.file.keys() }
    }
}
