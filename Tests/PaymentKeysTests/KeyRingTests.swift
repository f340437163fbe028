import Foundation
import JournalTestSupport
import Testing

@testable import PaymentKeys

/// Whom the server lets in, while the file of keys changes under it.
@Suite("Key ring")
struct KeyRingTests {
    @Test func `without a file nobody needs a key, and from the first key on everybody does`() throws {
        let bench = try KeyBench()
        let ring = try bench.ring()
        #expect(!ring.requiresKeys && ring.activeKeyCount == 0)
        let (key, token) = try bench.create()
        #expect(ring.requiresKeys && ring.activeKeyCount == 1)
        #expect(ring.authenticate(token.reveal()) == .valid(key))
    }

    @Test func `a revoked key is refused at once, and said to be revoked only to who has the secret`() throws {
        let bench = try KeyBench()
        let (key, token) = try bench.create()
        let ring = try bench.ring()
        #expect(ring.authenticate(token.reveal()) == .valid(key))
        _ = try bench.file.revoke(key.id, at: bench.now)
        #expect(ring.authenticate(token.reveal()) == .revoked)
        #expect(ring.authenticate(try KeyRingTests.forged(token)) == .unknown)
        #expect(ring.requiresKeys && ring.activeKeyCount == 0)
    }

    @Test func `a key expires in its second`() throws {
        let bench = try KeyBench()
        let (key, token) = try bench.create(days: 2)
        let ring = try bench.ring()
        bench.pass(days: 1)
        #expect(ring.authenticate(token.reveal()) == .valid(key))
        bench.pass(days: 1)
        #expect(ring.authenticate(token.reveal()) == .expired)
        #expect(ring.authenticate(try KeyRingTests.forged(token)) == .unknown)
    }

    @Test func `another secret with a known id, an unknown id and garbage are the same`() throws {
        let bench = try KeyBench()
        let token = try bench.create().token
        let ring = try bench.ring()
        var generator = SystemRandomNumberGenerator()
        for text in [try KeyRingTests.forged(token), KeyToken(using: &generator).reveal(), "", "florin_", "x"] {
            #expect(ring.authenticate(text) == .unknown)
        }
    }

    @Test func `a file that vanishes lets nobody in, and never everybody`() throws {
        let bench = try KeyBench()
        let (key, token) = try bench.create()
        let ring = try bench.ring()
        let kept = bench.file.path + ".kept"
        try FileManager.default.moveItem(atPath: bench.file.path, toPath: kept)
        #expect(ring.authenticate(token.reveal()) == .unknown)
        #expect(ring.requiresKeys && ring.activeKeyCount == 0)
        // So it is after a restart, too.
        let restarted = try bench.ring()
        #expect(restarted.requiresKeys && restarted.activeKeyCount == 0)
        try FileManager.default.moveItem(atPath: kept, toPath: bench.file.path)
        #expect(ring.authenticate(token.reveal()) == .valid(key))
        try FileManager.default.removeItem(atPath: bench.folder.path)
        #expect(ring.authenticate(token.reveal()) == .unknown && ring.requiresKeys)
        #expect(bench.reported.isEmpty)
    }

    @Test func `a file that becomes garbage changes nothing and is reported once`() throws {
        let bench = try KeyBench()
        let (key, token) = try bench.create()
        let ring = try bench.ring()
        try bench.overwrite("garbage")
        for _ in 0..<3 { #expect(ring.authenticate(token.reveal()) == .valid(key)) }
        #expect(bench.reported.map(\.code) == [.damaged])
        try bench.overwrite("other garbage")
        for _ in 0..<3 { #expect(ring.authenticate(token.reveal()) == .valid(key)) }
        #expect(bench.reported.map(\.code) == [.damaged, .damaged])
        try FileManager.default.removeItem(atPath: bench.file.path)
        let second = try bench.create()
        #expect(ring.authenticate(token.reveal()) == .unknown)
        #expect(ring.authenticate(second.token.reveal()) == .valid(second.key))
    }

    @Test func `garbage that appears where there was nothing locks everybody out`() throws {
        let bench = try KeyBench()
        let ring = try bench.ring()
        #expect(!ring.requiresKeys)
        _ = try bench.create()
        try bench.overwrite("garbage")
        #expect(ring.requiresKeys && ring.activeKeyCount == 0)
        #expect(bench.reported.map(\.code) == [.damaged])
    }

    @Test func `a key in memory counts beside those of the file, and alone`() throws {
        let bench = try KeyBench()
        var generator = SystemRandomNumberGenerator()
        let request = KeyRequest(name: "dev", scopes: Set(KeyScope.allCases))
        let (stored, token) = try StoredKey.make(request, at: bench.now, using: &generator)
        let ring = try bench.ring(memoryKeys: [stored])
        #expect(ring.requiresKeys && ring.authenticate(token.reveal()) == .valid(stored.key))
        let (key, other) = try bench.create()
        #expect(ring.authenticate(other.reveal()) == .valid(key))
        try FileManager.default.removeItem(atPath: bench.file.path)
        #expect(ring.authenticate(token.reveal()) == .valid(stored.key))
        #expect(ring.authenticate(other.reveal()) == .unknown)
    }

    /// A well-formed token with the same id and another secret.
    private static func forged(_ token: KeyToken) throws -> String {
        let secret = String(token.reveal().dropFirst(16).prefix(KeyToken.randomLength))
        let body = "florin_\(token.id)_" + String(secret.reversed())
        let checksum = KeyToken.checksum(of: body)
        return try #require(KeyToken(body + checksum)).reveal()
    }
}
