import Foundation
import Journal
import PaymentCore
import Testing

/// The golden files hold what was ever written, for ever: see `Golden/README.md`.
@Suite("Golden files of the event codec")
struct GoldenTests {
    static let isRegenerating = ProcessInfo.processInfo.environment["FLORIN_REGENERATE_GOLDEN"] != nil

    @Test(arguments: EventSamples.all.map(\.name))
    func `every byte is as it was when the layout was made`(name: String) throws {
        let sample = try #require(EventSamples.all.first { $0.name == name })
        let golden = try #require(try Self.golden(name))
        #expect(Hex.text(DecodedEntry.encode(sample.entries)) == Hex.text(golden))
        let decoded = try DecodedEntry.all(in: golden)
        #expect(decoded.map(\.events) == sample.entries.map(\.events))
        #expect(decoded.map(\.stamp) == sample.entries.map(\.stamp))
    }

    @Test func `every golden file has its sample, and every kind its file`() throws {
        let files = try Self.folder().map { try FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
        let names = files.filter { $0.hasSuffix(".hex") }.map { String($0.dropLast(4)) }
        #expect(Set(names) == Set(EventSamples.all.map(\.name)))
        let first = EventSamples.all.dropLast().map { DecodedEntry.encode($0.entries)[1] }
        #expect(first == Array(1...14))
    }

    @Test(arguments: EventSamples.all.map(\.name))
    func `every truncation of a golden entry is a fault`(name: String) throws {
        let golden = try #require(try Self.golden(name))
        let ends = Set([0] + (try DecodedEntry.all(in: golden).map(\.end)))
        for count in golden.indices where !ends.contains(count) {
            let fault = DecodedEntry.fault(of: Array(golden[..<count]))
            #expect(fault?.code == .truncated, "\(count) of \(golden.count) bytes")
            #expect(fault.map { $0.offset <= count } ?? false)
        }
    }

    /// Does nothing but with `FLORIN_REGENERATE_GOLDEN=1`; then it writes the files that are missing, and no other.
    @Test(.enabled(if: isRegenerating))
    func `regenerate what is missing`() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Golden")
        for sample in EventSamples.all {
            let file = folder.appendingPathComponent(sample.name + ".hex")
            if FileManager.default.fileExists(atPath: file.path) { continue }
            let lines = sample.entries.map { Hex.text(DecodedEntry.encode([$0])) + "\n" }
            try lines.joined().write(to: file, atomically: true, encoding: .utf8)
        }
    }

    private static func folder() -> URL? {
        Bundle.module.url(forResource: "Golden", withExtension: nil)
    }

    private static func golden(_ name: String) throws -> [UInt8]? {
        try folder().flatMap {
            Hex.bytes(try String(contentsOf: $0.appendingPathComponent(name + ".hex"), encoding: .utf8))
        }
    }
}
