import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Fuzzing of the journal reader")
struct FuzzTests {
    @Test func `any bytes are a header or an error`() {
        for seed in Seeds.range(default: 3000) {
            var generator = SeededGenerator(seed: seed)
            var buffer = BatchBuffer(generator.bytes(Int.random(in: 0...1200, using: &generator)), events: 3)
            _ = buffer.seal(
                first: Position(generator.next() >> 1), time: Timestamp(milliseconds: 1),
                id: JournalID(using: &generator),
                previous: .zero)
            var bytes = seed % 3 == 0 ? generator.bytes(Int.random(in: 0...200, using: &generator)) : buffer.bytes
            let isMutated = mutate(&bytes, &generator)
            do throws(BatchDefect) {
                let header = try BatchHeader(reading: unsafe bytes.span.bytes)
                try header.verifyChecksum(of: unsafe bytes.span.bytes)
                #expect(!isMutated || bytes == buffer.bytes, "seed \(seed)")
                #expect(header.last >= header.first)
            } catch {
                #expect(isMutated || seed % 3 == 0, "seed \(seed): \(error)")
            }
        }
    }

    @Test func `a mutated journal is refused or shorter, never different`() throws {
        let original = try DamagedJournal()
        for seed in Seeds.range(default: 1500) {
            var generator = SeededGenerator(seed: seed)
            let storage = original.storage.copy()
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let name = try #require(storage.names().randomElement(using: &generator))
                storage.edit(name) { bytes in _ = mutate(&bytes, &generator) }
                if generator.chance(oneIn: 20) { storage.set(name, nil) }
                if generator.chance(oneIn: 20) { storage.set("journal.last", generator.bytes(600)) }
            }
            try check(original, storage, seed: seed)
        }
    }

    @Test func `random bytes instead of any file are refused or ignored`() throws {
        let original = try DamagedJournal()
        for seed in Seeds.range(default: 500) {
            var generator = SeededGenerator(seed: seed)
            let storage = original.storage.copy()
            let names =
                storage.names() + ["journal.last", "snapshot-00000000000000000001.snap", "journal-00000004.seg"]
            let name = try #require(names.randomElement(using: &generator))
            storage.set(name, generator.bytes(Int.random(in: 0...5000, using: &generator)))
            try check(original, storage, seed: seed)
        }
    }

    private func check(_ original: DamagedJournal, _ storage: SimulatedStorage, seed: UInt64) throws {
        var audited: [StoredBatch]? = []
        do {
            _ = try JournalAudit(of: storage.disk()) { audited?.append(StoredBatch($0, $1)) }
        } catch {
            try #require(error is JournalFault, "seed \(seed): \(error)")
            audited = nil
        }
        do {
            let journal = try original.open(storage)
            let found = try journal.batches()
            let first = original.batches.firstIndex { $0.first > journal.start } ?? 0
            #expect(found == Array(original.batches[first...].prefix(found.count)), "seed \(seed)")
            // An empty folder is no journal to the audit, and a new one to the journal.
            #expect(audited == found || found.isEmpty, "seed \(seed)")
        } catch let fault as JournalFault {
            #expect([.corrupt, .invalid, .io].contains(fault.code), "seed \(seed): \(fault)")
            #expect(audited == nil, "seed \(seed): \(fault)")
        }
    }

    /// Changes bytes in one of several ways.
    private func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) -> Bool {
        let before = bytes
        switch bytes.isEmpty ? 4 : Int.random(in: 0..<6, using: &generator) {
        case 0:
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
        case 2:
            let begin = Int.random(in: 0..<bytes.count, using: &generator)
            for index in begin..<min(bytes.count, begin + 700) { bytes[index] = 0 }
        case 3:
            // The header's own fields.
            let sector = Int.random(in: 0...(bytes.count - 1) / 512, using: &generator) * 512
            let index = min(bytes.count - 1, sector + Int.random(in: 0..<96, using: &generator))
            bytes[index] = UInt8.random(in: 0...255, using: &generator)
        case 4: bytes.append(contentsOf: generator.bytes(Int.random(in: 1...600, using: &generator)))
        default:
            let begin = Int.random(in: 0..<bytes.count, using: &generator) / 512 * 512
            let target = Int.random(in: 0..<bytes.count, using: &generator) / 512 * 512
            for index in 0..<min(512, bytes.count - max(begin, target)) {
                bytes[target + index] = before[begin + index]
            }
        }
        return bytes != before
    }
}
