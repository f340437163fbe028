import Journal
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Event codec")
struct CodecTests {
    @Test func `random events come back as they were, entry by entry`() throws {
        for seed in Seeds.range(default: 1500) {
            var generator = SeededGenerator(seed: seed)
            let entries = (0..<Int.random(in: 1...6, using: &generator)).map { _ in RandomEvents.entry(&generator) }
            let decoded = try DecodedEntry.all(in: DecodedEntry.encode(entries))
            #expect(decoded.map(\.events) == entries.map(\.events), "seed \(seed)")
            #expect(decoded.map(\.stamp) == entries.map(\.stamp), "seed \(seed)")
        }
    }

    @Test func `an entry holds up to 127 events`() throws {
        let event = Event.paymentRefunded(EventSamples.moved)
        let events = [Event](repeating: event, count: EntryEncoder.maximumEvents)
        for stamp in [nil, EventSamples.stamp] {
            #expect(try DecodedEntry.all(in: DecodedEntry.encode([(events, stamp)])).map(\.events) == [events])
        }
    }

    @Test func `no bytes are no entries, and an entry without events is none`() throws {
        #expect(try DecodedEntry.all(in: []).isEmpty)
        #expect(DecodedEntry.fault(of: [0]) == CodecFault(.malformed, at: 0))
        #expect(DecodedEntry.fault(of: [0x80] + [UInt8](repeating: 1, count: 24))?.code == .malformed)
    }

    @Test func `an unknown kind is refused with its place`() {
        for kind in [UInt8(0), 15, 16, 127, 128, 255] {
            #expect(DecodedEntry.fault(of: [1, kind, 1, 0, 0, 1, 0]) == CodecFault(.unknownKind, at: 1), "\(kind)")
        }
        let good = DecodedEntry.encode(EventSamples.all[1].entries)
        #expect(DecodedEntry.fault(of: good + [1, 99, 1]) == CodecFault(.unknownKind, at: good.count + 1))
        #expect(
            CodecFault(.unknownKind, at: 7).description
                == "The events cannot be decoded: unknown_kind at byte 7 of the payload.")
    }

    @Test func `an unknown version of a known kind is refused with its place`() {
        for kind in UInt8(1)...14 {
            for version in [UInt8(0), 2, 255] {
                #expect(DecodedEntry.fault(of: [1, kind, version, 0, 0, 1, 0]) == CodecFault(.unknownVersion, at: 1))
            }
        }
    }

    @Test(
        arguments: [
            [0x80, 0x00], [0x81, 0x00], [0xFF, 0x80, 0x00], [0x80, 0x80, 0x80, 0x80, 0x10],
            [0xFF, 0xFF, 0xFF, 0xFF, 0x1F],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02],
            [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        ] as [[UInt8]])
    func `a number has one form only, and fits its field`(number: [UInt8]) {
        // The debit account of a posted transfer.
        let fault = DecodedEntry.fault(of: [1, 2, 1] + number + [1, 1, 0])
        #expect(fault == CodecFault(.malformed, at: 3))
    }

    @Test func `a number of 64 bits is read to its last bit`() throws {
        let most = [UInt8](repeating: 0xFF, count: 9) + [0x01]
        let entries = try DecodedEntry.all(in: [1, 4, 1] + most + [1, 2, 3])
        #expect(
            entries.map(\.events) == [
                [.holdPosted(HoldPosted(transfer: TransferID(Position(.max)), posting: EventSamples.posting(1, 2, 3)))]
            ])
        #expect(DecodedEntry.fault(of: [1, 4, 1] + most.dropLast() + [0x03, 1, 2, 3])?.code == .malformed)
    }

    @Test(
        arguments: [
            ("an amount of 0", [1, 2, 1, 0, 1, 0, 0], 5),
            ("an amount over 2^53 - 1", [1, 2, 1, 0, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0], 5),
            ("a flag of 2", [1, 2, 1, 0, 1, 1, 2], 6),
            ("a reference that is no UTF-8", [1, 2, 1, 0, 1, 1, 1, 1, 0xFF], 7),
            ("an account id with a space", [1, 1, 1, 0, 1, 0x20, 0, 0, 1, 0], 4),
            ("an empty account id", [1, 1, 1, 0, 0, 0, 0, 1, 0], 4),
            ("a currency without a minor unit", [1, 1, 1, 0, 1, 0x61, 0xFF, 0xFF, 1, 0], 6),
            ("a kind of account 6", [1, 1, 1, 0, 1, 0x61, 0x52, 0x00, 6, 0], 6),
            ("an overdraft flag of 2", [1, 1, 1, 0, 1, 0x61, 0x52, 0x00, 1, 2], 6),
            ("a decline code 2", [1, 11, 1, 0, 2], 4),
            ("a moment far away", [1, 3, 1, 0, 1, 1, 1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10, 0], 7),
        ] as [(String, [UInt8], Int)])
    func `a value that its field cannot have is refused`(what: String, bytes: [UInt8], offset: Int) {
        let fault = DecodedEntry.fault(of: bytes)
        #expect(fault?.code == .malformed, "\(what)")
        #expect((fault?.offset ?? -1) >= offset || fault?.code != .malformed, "\(what): \(String(describing: fault))")
    }

    @Test func `a text longer than what is left is refused before any memory is taken`() {
        let huge: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]
        #expect(DecodedEntry.fault(of: [1, 1, 1, 0] + huge + [0x61]) == CodecFault(.truncated, at: 4))
        let most: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01]
        #expect(DecodedEntry.fault(of: [1, 1, 1, 0] + most + [0x61]) == CodecFault(.truncated, at: 4))
    }
}
