import Foundation
import JournalTestSupport
import PaymentCore
import Testing

@testable import PaymentMessaging

@Suite("Relay's mark")
struct RelayMarkTests {
    @Test func `what was stored is there after a restart, and only for this relay`() throws {
        let folder = try TemporaryFolder()
        let mark = RelayMark(folder: folder.path + "/relays", relay: "Redis at 127.0.0.1:6379#florin.events")
        #expect(try mark.load() == nil)
        for position: UInt64 in [1, 500, UInt64(Int64.max)] {
            let content = RelayMark.Content(
                source: "urn:florin:journal:00ff", position: Position(position), print: position &* 7)
            try mark.store(content)
            #expect(try mark.load() == content)
        }
        let other = RelayMark(folder: folder.path + "/relays", relay: "Redis at 127.0.0.1:6379#florin_events")
        #expect(try other.load() == nil)
    }

    @Test(
        "a file that is no mark is refused, not taken for the start",
        arguments: [
            "", "florin-relay 1 urn:x 5 f", "florin-relay 2 urn:x 5 f\n", "florin-relay 1 urn:x 5\n",
            "florin-relay 1 urn:x five f\n", "florin-relay 1 urn:x 5 xyz\n", "\u{0}\u{0}",
        ])
    func refuses(text: String) throws {
        let folder = try TemporaryFolder()
        let mark = RelayMark(folder: folder.path, relay: "r")
        try Data(text.utf8).write(to: URL(fileURLWithPath: mark.path))
        #expect(throws: RelayFault.self) { try mark.load() }
    }

    @Test func `batches grow while the broker is quick, and shrink when it is slow`() {
        var size = RelayBatchSize()
        for _ in 0..<10 { size.learn(count: size.events, seconds: 0.01) }
        #expect(size.events == RelayBatchSize.most)
        size.learn(count: 10, seconds: 2)
        #expect(size.events == RelayBatchSize.most / 2)
        size.learn(count: 10, seconds: 0.01)
        #expect(size.events == RelayBatchSize.most / 2)
        for _ in 0..<20 { size.learn(count: 10, seconds: 2) }
        #expect(size.events == RelayBatchSize.least)
    }
}
