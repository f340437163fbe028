import Foundation
import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// How sharp `florin verify` is.
@Suite("Verification")
struct VerificationTests {
    @Test func `any single bit that flips in the journal or its id is found`() throws {
        let builder = try JournalBuilder(segmentBytes: 1 << 13)
        var history = RandomHistory(seed: 3)
        try builder.grouped { try history.run(commands: 10, on: builder) }
        for _ in 0..<40 { try builder.grouped { try VerificationTests.work(on: builder) } }
        builder.close()
        var used = 0
        let audit = try JournalAudit(of: builder.disk) { header, _ in used += header.totalSizeBytes }
        #expect(audit.batchCount == 41 && used == audit.batchSizeBytes && audit.segmentCount > 1)
        #expect(throws: Never.self) { try VerificationTests.verify(builder.path) }

        // Where the bytes of batches are: not the zeros behind the last batch of a segment, which nothing speaks for.
        var places: [(file: String, byte: Int)] = try VerificationTests.usedBytes(in: builder.path)
        #expect(places.count == used)
        places += (0..<32).map { ("journal.id", $0) }
        var flips = places.suffix(32).flatMap { place in (0..<8).map { (place, $0) } }
        var random = SeededGenerator(seed: 11)
        for _ in 0..<3000 {
            flips.append(
                (places[Int.random(in: 0..<places.count, using: &random)], Int.random(in: 0..<8, using: &random)))
        }
        var missed: [String] = []
        for (place, bit) in flips {
            let path = "\(builder.path)/\(place.file)"
            try BitFlip.flip(byte: place.byte, bit: bit, of: path)
            do {
                try VerificationTests.verify(builder.path)
                missed.append("\(place.file), byte \(place.byte), bit \(bit)")
            } catch let fault as JournalFault {
                // Another fault, such as a lock that is held, would prove nothing.
                #expect(fault.code == .corrupt, "\(fault)")
            }
            try BitFlip.flip(byte: place.byte, bit: bit, of: path)
        }
        #expect(missed.isEmpty)
        #expect(throws: Never.self) { try VerificationTests.verify(builder.path) }
    }

    private static func work(on builder: JournalBuilder) throws {
        try builder.open("x:\(builder.state.position.value)", "EUR", .asset, overdraft: true)
        try builder.open("y:\(builder.state.position.value)", "EUR")
        let position = builder.state.position.value
        _ = try builder.transfer(
            "x:\(position - 2)", "y:\(position - 1)", 100, "EUR", reference: String(repeating: "r", count: 200))
        _ = try builder.pay("x:\(position - 2)", "y:\(position - 1)", 7, "EUR", number: position, capture: .manual)
    }

    /// Verifies a folder, again while it is locked.
    ///
    /// Other tests start programs. Between `fork` and `exec` such a child holds every open file of this process, so that a
    /// lock that was just released stays for a moment.
    private static func verify(_ folder: String) throws {
        for _ in 0..<100_000 {
            do {
                var verification = try Verification(folder: folder)
                _ = try verification.run()
                return
            } catch let fault as JournalFault where fault.code == .locked {
                continue
            }
        }
        throw ProcessFault(message: "\(folder) stays locked")
    }

    /// Every byte from the beginning of a segment to the end of its last batch.
    private static func usedBytes(in folder: String) throws -> [(file: String, byte: Int)] {
        var places: [(file: String, byte: Int)] = []
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        for name in names where name.hasSuffix(".seg") {
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
            var end = 0
            while end + 16 < bytes.count, bytes[end..<(end + 4)].elementsEqual("FLOB".utf8) {
                end += bytes[(end + 12)..<(end + 16)].reversed().reduce(0) { $0 << 8 | Int($1) }
            }
            places += (0..<end).map { (name, $0) }
        }
        return places
    }
}
