import Foundation
import Testing

@testable import PaymentKeys

/// What is stored of a token, and how it is compared.
@Suite("Key digest")
struct KeyDigestTests {
    @Test func `it is SHA-256 and survives the file`() throws {
        let digest = KeyDigest(of: "abc")
        #expect(digest.hexadecimal == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try #require(KeyDigest(hexadecimal: digest.hexadecimal)).matches(digest))
        for wrong in ["", "ba78", String(repeating: "g", count: 64), String(repeating: "+1", count: 32)] {
            #expect(KeyDigest(hexadecimal: wrong) == nil, "\(wrong)")
        }
    }

    @Test func `every single bit counts`() throws {
        let digest = KeyDigest(of: "abc")
        for index in 0..<64 {
            var digits = Array(digest.hexadecimal)
            digits[index] = digits[index] == "0" ? "1" : "0"
            #expect(try !#require(KeyDigest(hexadecimal: String(digits))).matches(digest), "\(index)")
        }
    }

    @Test func `there is no other comparison than the one in constant time`() throws {
        #expect(!(KeyDigest.self is any Equatable.Type))
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/PaymentKeys/KeyRing.swift")
        let text = try String(contentsOf: source, encoding: .utf8)
        // Unknown ids are compared, too.
        #expect(text.contains("token.digest.matches(found?.digest ?? decoy)"))
        #expect(!text.contains("hexadecimal") && !text.contains("reveal()"))
    }
}
