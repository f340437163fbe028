import Journal
import PaymentCore
import Testing

@Suite("Batch framing")
struct BatchTests {
    struct Counter: RandomNumberGenerator {
        var value: UInt64 = 0x0706_0504_0302_0100
        mutating func next() -> UInt64 {
            defer { value &+= 0x0808_0808_0808_0808 }
            return value
        }
    }

    static var id: JournalID {
        var counter = Counter()
        return JournalID(using: &counter)
    }

    private static func sealed(_ payload: [UInt8] = [0xAA, 0xBB, 0xCC], events: Int = 2) -> (BatchBuffer, ChainHash) {
        var batch = BatchBuffer()
        batch.bytes.append(contentsOf: payload)
        batch.eventCount = events
        let previous = ChainHash(of: unsafe ([1, 2, 3] as [UInt8]).span.bytes)
        let hash = batch.seal(first: Position(258), time: Timestamp(milliseconds: -2), id: id, previous: previous)
        return (batch, hash)
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test func `every byte of a batch is where the format puts it`() {
        let (batch, hash) = Self.sealed()
        #expect(batch.bytes.count == 512)
        #expect(Self.hex(batch.bytes[0..<4]) == "464c4f42")
        #expect(Self.hex(batch.bytes[8..<24]) == "01000000" + "00020000" + "03000000" + "02000000")
        #expect(Self.hex(batch.bytes[24..<40]) == "000102030405060708090a0b0c0d0e0f")
        #expect(Self.hex(batch.bytes[40..<64]) == "0201000000000000" + "feffffffffffffff" + "0000000000000000")
        // The SHA-256 of 01 02 03.
        #expect(
            Self.hex(batch.bytes[64..<96]) == "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81")
        #expect(Self.hex(batch.bytes[96..<100]) == "aabbcc00")
        #expect(batch.bytes[100...].allSatisfy { $0 == 0 })
        #expect(
            batch.bytes[4..<8].reversed().reduce(0) { $0 << 8 | UInt32($1) }
                == CRC32C.checksum(of: unsafe batch.bytes.span.bytes.extracting(8..<512)))
        #expect(hash == ChainHash(of: unsafe batch.bytes.span.bytes))
    }

    @Test func `a header comes back as it was written`() throws {
        let (batch, _) = Self.sealed()
        let header = try BatchHeader(reading: unsafe batch.bytes.span.bytes)
        try header.verifyChecksum(of: unsafe batch.bytes.span.bytes)
        #expect(header.first == Position(258) && header.last == Position(259) && header.eventCount == 2)
        #expect(header.time == Timestamp(milliseconds: -2))
        #expect(header.id == Self.id)
        #expect(header.payloadSizeBytes == 3 && header.totalSizeBytes == 512)
    }

    static let defects: [(Int, UInt8, BatchDefect)] = [
        (0, 0, .magic), (3, 0x43, .magic), (8, 0, .version), (8, 2, .version), (9, 1, .reserved), (11, 1, .reserved),
        (12, 1, .size), (13, 0, .size), (13, 4, .size), (15, 1, .size), (17, 2, .size), (19, 0xFF, .size),
        (20, 0, .range), (56, 1, .reserved), (63, 0x80, .reserved), (4, 0x99, .checksum), (24, 9, .checksum),
        (64, 9, .checksum), (96, 9, .checksum), (511, 9, .checksum),
    ]

    @Test(arguments: defects)
    func `a changed byte is a defect`(offset: Int, byte: UInt8, defect: BatchDefect) {
        var bytes = Self.sealed().0.bytes
        #expect(bytes[offset] != byte)
        bytes[offset] = byte
        #expect(throws: defect) {
            try BatchHeader(reading: unsafe bytes.span.bytes).verifyChecksum(of: unsafe bytes.span.bytes)
        }
    }

    @Test func `impossible positions are a defect`() {
        for (position, isRight) in [(0, false), (UInt64.max, false), (.max - 1, false), (.max - 2, true)]
            as [(UInt64, Bool)]
        {
            var bytes = Self.sealed().0.bytes
            for index in 0..<8 { bytes[40 + index] = UInt8(truncatingIfNeeded: position >> (8 * UInt64(index))) }
            let defect: BatchDefect = isRight ? .checksum : .range
            #expect(throws: defect) {
                try BatchHeader(reading: unsafe bytes.span.bytes).verifyChecksum(of: unsafe bytes.span.bytes)
            }
        }
    }

    @Test func `fewer bytes than a header are a defect`() {
        let bytes = Self.sealed().0.bytes
        for count in 0..<96 {
            #expect(throws: BatchDefect.short) {
                try BatchHeader(reading: unsafe bytes.span.bytes.extracting(first: count))
            }
        }
    }

    @Test func `sizes are multiples of a sector`() {
        for (payload, total) in [(0, 512), (416, 512), (417, 1024), (928, 1024), (929, 1536)] {
            let (batch, _) = Self.sealed([UInt8](repeating: 1, count: payload))
            #expect(batch.bytes.count == total && batch.totalSizeBytes == total && batch.payloadSizeBytes == payload)
        }
    }

    @Test func `sealing again gives the same, and emptying keeps nothing`() {
        var (batch, hash) = Self.sealed([UInt8](repeating: 1, count: 600))
        let bytes = batch.bytes
        let previous = ChainHash(of: unsafe ([1, 2, 3] as [UInt8]).span.bytes)
        #expect(
            batch.seal(first: Position(258), time: Timestamp(milliseconds: -2), id: Self.id, previous: previous) == hash
        )
        #expect(batch.bytes == bytes)
        batch.removeAll()
        #expect(batch.payloadSizeBytes == 0 && batch.eventCount == 0)
        #expect(batch.bytes == [UInt8](repeating: 0, count: 96))
    }

    @Test func `the chain hash is SHA-256`() {
        let hash = ChainHash(of: unsafe Array("abc".utf8).span.bytes)
        #expect(hash.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ChainHash.zero.description == String(repeating: "0", count: 64))
    }

    @Test func `an id is never shown`() {
        #expect("\(Self.id)" == "JournalID(hidden)")
        #expect(String(reflecting: Self.id) == "JournalID(hidden)")
        var text = ""
        dump(Self.id, to: &text)
        #expect(!text.contains("506097522914230528"), "\(text)")
    }

    @Test func `only a full or locked journal is worth another try`() {
        for code in JournalFault.Code.allCases {
            #expect(JournalFault(code, "").isRetriable == (code == .full || code == .locked))
        }
    }
}
