import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Damaged journals")
struct DamageTests {
    /// What was done to the journal, and how many of its batches must be found then: nil where it must be refused.
    struct Case: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var found: Int?
        var damage: @Sendable (SimulatedStorage, DamagedJournal) throws -> Void

        init(
            _ name: String, found: Int?, _ damage: @escaping @Sendable (SimulatedStorage, DamagedJournal) throws -> Void
        ) {
            testDescription = name
            self.found = found
            self.damage = damage
        }
    }

    static let batchCount = 14
    static let mark = "journal.mark"

    static let cases: [Case] = [
        Case("nothing", found: 14) { _, _ in },
        Case("the first batch is zeroed", found: nil) { $0.zero($1.places[0]) },
        Case("a batch in the middle is zeroed", found: nil) { $0.zero($1.places[6]) },
        Case("the last batch but one is zeroed, without a mark", found: nil) { storage, journal in
            storage.zero(journal.places[12])
            storage.set(mark, nil)
        },
        Case("the last batch is zeroed", found: nil) { $0.zero($1.places[13]) },
        Case("the last batch is zeroed, without a mark", found: 13) { storage, journal in
            storage.zero(journal.places[13])
            storage.set(mark, nil)
        },
        Case("the last batch is torn, without a mark", found: 13) { storage, journal in
            storage.edit(journal.places[13].file) { $0[journal.places[13].offset + 200] ^= 1 }
            storage.set(mark, nil)
        },
        Case("two batches are swapped", found: nil) { storage, journal in
            let (one, two) = (journal.places[0], journal.places[1])
            #expect(one.sizeBytes == two.sizeBytes && one.file == two.file)
            storage.edit(one.file) { bytes in
                let first = Array(bytes[one.offset..<(one.offset + one.sizeBytes)])
                bytes.replaceSubrange(
                    one.offset..<(one.offset + one.sizeBytes), with: bytes[two.offset..<(two.offset + two.sizeBytes)])
                bytes.replaceSubrange(two.offset..<(two.offset + two.sizeBytes), with: first)
            }
        },
        Case("a segment in the middle is missing", found: nil) { storage, journal in
            storage.set(journal.places[6].file, nil)
        },
        Case("the newest segment is missing", found: nil) { storage, journal in
            storage.set(journal.places[13].file, nil)
        },
        Case("all segments are missing", found: nil) { storage, _ in
            for name in storage.names() where name.hasSuffix(".seg") { storage.set(name, nil) }
        },
        Case("the newest segment is cut inside its last batch", found: nil) { storage, journal in
            let place = journal.places[13]
            storage.edit(place.file) { $0.removeLast($0.count - place.offset - 100) }
        },
        Case("a segment in the middle is cut", found: nil) { storage, journal in
            storage.edit(journal.places[4].file) { $0.removeLast($0.count - 600) }
        },
        Case("the unused rest of the newest segment is cut off", found: 14) { storage, journal in
            let place = journal.places[13]
            storage.edit(place.file) { $0.removeLast($0.count - place.offset - place.sizeBytes) }
        },
        Case("another journal's segment stands in the middle", found: nil) { storage, journal in
            let other = try DamagedJournal(seed: 2)
            storage.set(journal.places[6].file, other.storage.bytes(journal.places[6].file))
        },
        Case("another journal's segment stands at the end", found: nil) { storage, journal in
            let other = try DamagedJournal(seed: 2)
            storage.set(journal.places[13].file, other.storage.bytes(journal.places[13].file))
        },
        Case("another journal's segment is a spare", found: 14) { storage, journal in
            let other = try DamagedJournal(seed: 2)
            storage.set("journal-00000004.seg", other.storage.bytes(journal.places[0].file))
        },
        Case("an old segment is a spare", found: 14) { storage, journal in
            storage.set("journal-00000004.seg", storage.bytes(journal.places[0].file))
        },
        Case("an old batch stands behind the end", found: 14) { storage, journal in
            let (old, last) = (journal.places[0], journal.places[13])
            let batch = storage.bytes(old.file)[old.offset..<(old.offset + old.sizeBytes)]
            let offset = last.offset + last.sizeBytes
            storage.edit(last.file) { $0.replaceSubrange(offset..<(offset + batch.count), with: batch) }
        },
        Case("garbage stands behind the end", found: 14) { storage, journal in
            let last = journal.places[13]
            storage.edit(last.file) { bytes in
                for offset in (last.offset + last.sizeBytes)..<bytes.count { bytes[offset] = UInt8(offset & 0xFF) }
            }
        },
        Case("the id is missing", found: nil) { storage, _ in storage.set("journal.id", nil) },
        Case("the id is damaged", found: nil) { storage, _ in storage.edit("journal.id") { $0[20] ^= 4 } },
        Case("the id is another journal's", found: nil) { storage, _ in
            storage.set("journal.id", try DamagedJournal(seed: 2).storage.bytes("journal.id"))
        },
        Case("the mark is missing", found: 14) { storage, _ in storage.set(mark, nil) },
        Case("the mark is garbage", found: 14) { storage, _ in storage.set(mark, [UInt8](repeating: 0x46, count: 1024))
        },
        Case("the mark is empty", found: 14) { storage, _ in storage.set(mark, []) },
        Case("the mark is another journal's", found: 14) { storage, _ in
            storage.set(mark, try DamagedJournal(batchCount: 40, seed: 2).storage.bytes(mark))
        },
        Case("a new segment was half made", found: 14) { storage, _ in
            storage.set("ahead-0.seg.tmp", [UInt8](repeating: 0, count: 1000))
        },
        Case("a spare is too short", found: 14) { storage, _ in storage.set("journal-00000004.seg", [1, 2, 3]) },
        Case("the copy of the last batch is garbage", found: 14) { storage, _ in
            storage.set("journal.last", [UInt8](repeating: 0x46, count: 1000))
        },
    ]

    @Test(arguments: cases)
    func `the right answer for`(row: Case) throws {
        let journal = try DamagedJournal(batchCount: Self.batchCount)
        #expect(journal.batches.count == Self.batchCount)
        #expect(journal.places.last?.file == "journal-00000003.seg")
        let storage = journal.storage.copy()
        try row.damage(storage, journal)
        guard let found = row.found else {
            #expect(code { try journal.audit(storage) } == .corrupt)
            #expect(code { try journal.open(storage) } == .corrupt)
            return
        }
        let expected = Array(journal.batches.prefix(found))
        let before = storage.names().map { storage.bytes($0) }
        #expect(try journal.audit(storage).end == expected.last?.last)
        #expect(storage.names().map { storage.bytes($0) } == before, "the audit changed something")
        var opened: FileJournal<SimulatedDisk>? = try journal.open(storage)
        #expect(try opened?.batches() == expected)
        try opened?.append([1, 2, 3])
        for _ in 0..<30 { try opened?.append([UInt8](repeating: 7, count: 1200)) }
        opened = nil
        #expect(try journal.open(storage).batches().count == expected.count + 31)
    }

    @Test func `faults name the file, the offset and the position`() throws {
        let journal = try DamagedJournal(batchCount: Self.batchCount)
        let place = journal.places[6]
        journal.storage.edit(place.file) { $0[place.offset + 120] ^= 8 }
        let fault = #expect(throws: JournalFault.self) { try journal.open(journal.storage.copy()) }
        let message = try #require(fault?.message)
        #expect(message.contains(place.file), "\(message)")
        #expect(message.contains("offset \(place.offset),"), "\(message)")
        #expect(message.contains("position \(journal.batches[6].first.value)"), "\(message)")
        #expect(message.contains("checksum"), "\(message)")
    }

    @Test(arguments: [nil, 9])
    func `any flipped bit of any batch is found`(recyclingBefore: Int?) throws {
        let journal = try DamagedJournal(batchCount: Self.batchCount, recyclingBefore: recyclingBefore)
        let places = journal.places.suffix(journal.batches.count)
        #expect(journal.storage.names().contains("journal-00000000.seg") == (recyclingBefore == nil))
        for seed in Seeds.range(default: 3000) {
            var generator = SeededGenerator(seed: seed)
            let place = try #require(places.randomElement(using: &generator))
            let offset = place.offset + Int.random(in: 0..<place.sizeBytes, using: &generator)
            let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &generator)
            journal.storage.edit(place.file) { $0[offset] ^= bit }
            let audit = code { try journal.audit(journal.storage) }
            let opening = seed % 8 == 0 ? code { try journal.open(journal.storage.copy()) } : .corrupt
            journal.storage.edit(place.file) { $0[offset] ^= bit }
            guard audit == .corrupt, opening == .corrupt else {
                Issue.record(
                    "seed \(seed): bit \(bit) at \(place.file), \(offset): audit \(audit as Any), opening \(opening as Any)"
                )
                return
            }
        }
        #expect(try journal.audit(journal.storage).batchCount == journal.batches.count)
    }
}

extension SimulatedStorage {
    fileprivate func zero(_ place: DamagedJournal.Place) {
        edit(place.file) { bytes in
            for offset in place.offset..<(place.offset + place.sizeBytes) { bytes[offset] = 0 }
        }
    }
}
