import BlockingIO
import Foundation
import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("Journal reader")
struct JournalReaderTests {
    @Test(arguments: Seeds.range(default: 40))
    func `it reads what was written, from any place to any end`(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let storage = SimulatedStorage(seed: seed)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        var written: [StoredBatch] = []
        let places = JournalPlaces()
        var follower: FileJournalReader<SimulatedDisk>?
        var followed: [StoredBatch] = []
        for _ in 0..<Int.random(in: 1...60, using: &generator) {
            let size = Int.random(in: 1...1500, using: &generator)
            let payload = [UInt8](repeating: UInt8.random(in: 0...255, using: &generator), count: size)
            written.append(try journal.append(payload, events: Int.random(in: 1...5, using: &generator)))
            guard Bool.random(using: &generator) else { continue }
            // One that goes on where it stands, and looks before there is anything.
            var reader = try follower ?? FileJournalReader(disk: storage.disk(), places: places)
            followed += try read(&reader, after: followed.last?.last ?? .start, upTo: journal.end)
            follower = reader
            #expect(followed == written)
            // One that begins anywhere.
            let after = Position(UInt64.random(in: 0...journal.end.value, using: &generator))
            let upTo = written.randomElement(using: &generator)?.last ?? .start
            var other = try FileJournalReader(
                disk: storage.disk(), places: Bool.random(using: &generator) ? places : JournalPlaces())
            let expected = after < upTo ? written.filter { $0.last > after && $0.last <= upTo } : []
            #expect(try read(&other, after: after, upTo: upTo) == expected)
        }
    }

    @Test func `a journal has its id before it is opened, and keeps it`() throws {
        let storage = SimulatedStorage(seed: 1)
        let first = try FileJournal.identity(on: storage.disk())
        #expect(try FileJournal.identity(on: storage.disk()) == first)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        #expect(journal.id == first)
        #expect(try FileJournalReader(disk: storage.disk()).oldestPosition() == Position.start.next)
        try journal.append([1], events: 1)
        try storage.disk().remove("journal.id")
        let fault = #expect(throws: JournalFault.self) { try FileJournal.identity(on: storage.disk()) }
        #expect(fault?.code == .corrupt)
    }

    @Test func `it stops when it is told to, and goes on behind that`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        for number in 0..<10 { try journal.append([UInt8(number)], events: 3) }
        var reader = try FileJournalReader(disk: storage.disk())
        for number in 0..<10 {
            var seen: [UInt8] = []
            try reader.read(after: Position(UInt64(number * 3)), upTo: journal.end) { _, payload, _ in
                seen += Array(payload)
                return false
            }
            #expect(seen == [UInt8(number)])
        }
    }

    @Test func `it tells the chain hash of each batch`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        var hashes: [ChainHash] = []
        for number in 0..<20 {
            try journal.append([UInt8](repeating: UInt8(number), count: 700))
            hashes.append(journal.endHash)
        }
        var reader = try FileJournalReader(disk: storage.disk())
        var seen: [ChainHash] = []
        try reader.read(after: .start, upTo: journal.end) { _, _, hash in
            seen.append(hash)
            return true
        }
        #expect(seen == hashes)
    }

    @Test func `what was given up is told so, also to one that was reading it`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        for _ in 0..<4 { try journal.append([UInt8](repeating: 1, count: 900)) }
        var reader = try FileJournalReader(disk: storage.disk())
        _ = try read(&reader, after: .start, upTo: Position(1))
        for _ in 0..<40 { try journal.append([UInt8](repeating: 2, count: 900)) }
        try journal.recycle(before: journal.end)
        for _ in 0..<40 { try journal.append([UInt8](repeating: 3, count: 900)) }
        #expect(code(of: &reader, after: Position(1), upTo: journal.end) == .recycled)
        var other = try FileJournalReader(disk: storage.disk())
        #expect(try other.oldestPosition() == journal.start.next)
        #expect(code(of: &other, after: .start, upTo: journal.end) == .recycled)
        #expect(try read(&other, after: journal.start, upTo: journal.end) == journal.batches())
    }

    @Test func `a flipped bit is corruption`() throws {
        let folder = try TemporaryFolder()
        let journal = try FileJournal(folder: folder.path, settings: JournalTrial.settings)
        for _ in 0..<4 { try journal.append([UInt8](repeating: 1, count: 300)) }
        let file = URL(fileURLWithPath: folder.path + "/journal-00000000.seg")
        var bytes = try Data(contentsOf: file)
        bytes[700] ^= 1
        try bytes.write(to: file)
        var reader = try FileJournalReader(folder: folder.path)
        #expect(code(of: &reader, after: .start, upTo: journal.end) == .corrupt)
    }

    @Test func `it follows a writer on another thread through many segments`() throws {
        let folder = try TemporaryFolder()
        let path = folder.path
        let end = Monitor(Position.start)
        let count = 2000
        // Creates the journal before anybody reads it.
        _ = try FileJournal(folder: path, settings: JournalTrial.settings).id
        let writer = try WorkerThread.start(name: "writer") {
            guard let journal = try? FileJournal(folder: path, settings: JournalTrial.settings) else { return }
            for number in 0..<count {
                _ = try? journal.append([UInt8](repeating: UInt8(number & 255), count: 1 + number % 900))
                end.withLock { $0 = journal.end }
                end.notifyAll()
            }
        }
        var reader = try FileJournalReader(folder: path)
        var seen = 0
        while seen < count {
            let known = Position(UInt64(seen))
            let upTo = try #require(end.wait { $0 > known ? $0 : nil })
            for batch in try read(&reader, after: known, upTo: upTo) {
                #expect(batch.payload == [UInt8](repeating: UInt8(seen & 255), count: 1 + seen % 900))
                seen += 1
            }
        }
        writer.join()
    }

    private func read<D: Disk>(
        _ reader: inout FileJournalReader<D>, after: Position, upTo: Position
    ) throws -> [StoredBatch] {
        var batches: [StoredBatch] = []
        try reader.read(after: after, upTo: upTo) { header, payload, _ in
            batches.append(StoredBatch(header, payload))
            return true
        }
        return batches
    }

    private func code<D: Disk>(
        of reader: inout FileJournalReader<D>, after: Position, upTo: Position
    ) -> JournalFault.Code? {
        do {
            _ = try read(&reader, after: after, upTo: upTo)
            return nil
        } catch {
            return (error as? JournalFault)?.code
        }
    }
}
