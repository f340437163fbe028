import Foundation
import Testing

@testable import PaymentKeys

/// The text of a key, and what can be seen of it.
@Suite("Key token")
struct KeyTokenTests {
    @Test func `a token has its form and at least 256 random bits`() throws {
        var generator = SystemRandomNumberGenerator()
        let token = KeyToken(using: &generator)
        let form = /florin_([0-9a-hjkmnp-tv-z]{8})_([0-9a-hjkmnp-tv-z]{58})/
        let match = try #require(token.reveal().wholeMatch(of: form))
        #expect(String(match.1) == token.id)
        #expect(KeyToken.randomLength * KeyAlphabet.bitsPerCharacter >= 256)
        #expect(token.reveal().utf8.count == KeyToken.length)
    }

    @Test func `the alphabet has 32 characters and no look-alikes`() {
        let all = KeyAlphabet.encode((0..<20).flatMap { _ in (UInt8.min...UInt8.max) }, count: 4096)
        let characters = Set(all)
        #expect(characters.count == 32)
        for pair in ["0o", "1l", "1i", "uv", "il"] { #expect(!pair.allSatisfy(characters.contains), "\(pair)") }
    }

    @Test func `tokens differ`() {
        var generator = SystemRandomNumberGenerator()
        let tokens = (0..<1000).map { _ in KeyToken(using: &generator).reveal() }
        #expect(Set(tokens).count == 1000)
    }

    @Test func `every single wrong character is found without asking anybody`() {
        var generator = SystemRandomNumberGenerator()
        let text = KeyToken(using: &generator).reveal()
        #expect(KeyToken(text)?.reveal() == text)
        for index in text.indices {
            var wrong = text
            wrong.replaceSubrange(index...index, with: text[index] == "0" ? "1" : "0")
            #expect(KeyToken(wrong) == nil, "\(text.distance(from: text.startIndex, to: index))")
        }
    }

    @Test(arguments: ["", "florin_", "florin__", "secret", "Bearer x", "florin_0000000é_", "🔑"])
    func `other text is no token`(_ text: String) {
        #expect(KeyToken(text) == nil)
    }

    @Test func `nothing that is printed shows a secret or a hash`() throws {
        var generator = SystemRandomNumberGenerator()
        let bench = try KeyBench()
        let request = KeyRequest(name: "shop", scopes: [.read])
        let (stored, token) = try StoredKey.make(request, at: bench.now, using: &generator)
        let ring = try bench.ring(memoryKeys: [stored])
        let secret = String(token.reveal().dropFirst(16))
        let hash = token.digest.hexadecimal
        var texts: [String] = []
        for value in [token, token.digest, stored, stored.key, ring, ring.authenticate(token.reveal())] as [Any] {
            var dumped = ""
            dump(value, to: &dumped)
            texts += [dumped, "\(value)", String(describing: value), String(reflecting: value), "\([value])"]
            texts.append("\(Optional.some(value) as Any)")
        }
        for text in texts {
            #expect(!text.contains(secret) && !text.contains(hash), "\(text)")
            for word in [token.digest].map({ String($0.hexadecimal.prefix(16)) }) {
                let number = try #require(UInt64(word, radix: 16))
                #expect(!text.contains(String(number)) && !text.contains(String(number.byteSwapped)), "\(text)")
            }
        }
        #expect("\(token)" == "florin_\(token.id)_…")
    }
}
