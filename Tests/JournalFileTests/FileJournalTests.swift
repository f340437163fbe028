import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@Suite("FileJournal")
struct FileJournalTests {
    @Test func `a batch is written and synced before append returns, and only then marked`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        try journal.reserve()
        for _ in 0..<3 {
            let before = storage.operations.count
            try journal.append([1, 2, 3])
            let added = Array(storage.operations[before...])
            try #require(added.count == 3)
            guard case .write("journal-00000000.seg", _, 512) = added[0] else {
                Issue.record("\(added)")
                return
            }
            #expect(added[1] == .sync("journal-00000000.seg"))
            guard case .write("journal.mark", _, _) = added[2] else {
                Issue.record("\(added)")
                return
            }
        }
    }

    @Test func `a new segment is durable with its name before a batch is written into it`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        try journal.append([1])
        let operations = storage.operations
        let temporary = "now.seg.tmp"
        let name = "journal-00000000.seg"
        let order: [SimulatedStorage.Operation] = [
            .create(temporary), .reserve(temporary), .write(temporary, offset: 0, count: 4096), .sync(temporary),
            .rename(temporary, name), .syncFolder, .write(name, offset: 0, count: 512), .sync(name),
        ]
        let begin = try #require(operations.firstIndex(of: order[0]))
        #expect(Array(operations[begin..<(begin + order.count)]) == order)
    }

    @Test func `another end than expected is a conflict and writes nothing`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        try journal.append([1], events: 4)
        let before = storage.operations
        for expecting in [0, 3, 5] as [UInt64] {
            var batch = BatchBuffer([2], events: 1)
            #expect(
                code { _ = try journal.append(&batch, time: .init(milliseconds: 0), expecting: Position(expecting)) }
                    == .conflict)
        }
        #expect(storage.operations == before)
        try journal.append([2])
        #expect(journal.end == Position(5))
    }

    @Test func `batches that are empty or too large are refused and write nothing`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        try journal.reserve()
        let before = storage.operations
        #expect(code { try journal.append([1], events: 0) } == .invalid)
        #expect(code { try journal.append([1], events: -1) } == .invalid)
        #expect(code { try journal.append([UInt8](repeating: 1, count: 2048 - 96 + 1)) } == .tooLarge)
        #expect(storage.operations == before)
        try journal.append([UInt8](repeating: 1, count: 2048 - 96))
    }

    @Test func `after reserve a batch of any allowed size needs no new space`() throws {
        for seed in UInt64(0)..<50 {
            var generator = SeededGenerator(seed: seed)
            let storage = SimulatedStorage(seed: seed)
            let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
            for _ in 0..<30 {
                try journal.reserve()
                let before = storage.operations.count
                try journal.append(generator.bytes(Int.random(in: 1...1952, using: &generator)))
                #expect(storage.operations.count == before + 3, "seed \(seed)")
            }
        }
    }

    @Test(arguments: [false, true])
    func `a full disk refuses, harms nothing, and is forgotten when there is room again`(inBackground: Bool) throws {
        let storage = SimulatedStorage(seed: 1)
        var settings = JournalTrial.settings
        settings.preparesSegmentsInBackground = inBackground
        settings.preparedSegments = 1
        var plan = SimulatedStorage.Plan()
        plan.capacityBytes = 4 * 4096
        let journal = try FileJournal(disk: storage.disk(plan), settings: settings)
        var written: [StoredBatch] = []
        for round in 2..<4 {
            while written.count < 1000 {
                if code({ try journal.reserve() }) == .full { break }
                written.append(try journal.append([UInt8](repeating: UInt8(written.count & 0xFF), count: 800)))
            }
            #expect(written.count < 1000)
            #expect(code { try journal.reserve() } == .full)
            #expect(code { try journal.reserve() } == .full)
            // What still fits is still taken; then appending finds the disk full as well.
            while code({ written.append(try journal.append([UInt8](repeating: 7, count: 800))) }) == nil {}
            #expect(code { try journal.append([UInt8](repeating: 7, count: 800)) } == .full)
            #expect(try journal.batches() == written)
            storage.setCapacity(round * 4 * 4096)
            try journal.reserve()
            written.append(try journal.append([UInt8](repeating: 8, count: 1900)))
            #expect(try journal.batches() == written)
        }
        journal.close()
        storage.setCapacity(.max)
        #expect(try FileJournal(disk: storage.disk(), settings: settings).batches() == written)
    }

    @Test func `after a failed sync everything is refused until the journal is opened again`() throws {
        let storage = SimulatedStorage(seed: 1)
        let disk = storage.disk()
        var journal: FileJournal<SimulatedDisk>? = try FileJournal(disk: disk, settings: JournalTrial.settings)
        let first = try #require(try journal?.append([1]))
        storage.failSync(inOperations: 2)
        #expect(code { try journal?.append([2]) } == .io)
        let before = storage.operations
        #expect(code { try journal?.append([2]) } == .failed)
        #expect(code { try journal?.reserve() } == .failed)
        #expect(code { try journal?.recycle(before: Position(1)) } == .failed)
        #expect(code { _ = try journal?.batches() } == .failed)
        #expect(storage.operations == before, "a failed sync must not be repeated")
        journal = nil
        let reopened = try FileJournal(disk: disk, settings: JournalTrial.settings)
        #expect(try reopened.batches().first == first)
        try reopened.append([3])
    }

    @Test func `opening makes an unacknowledged last batch durable before it reports it`() throws {
        let storage = SimulatedStorage(seed: 3)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        try journal.append([1])
        storage.crash(inOperations: 2)
        // Written, but the process is killed in its sync: only the page cache is sure to have it.
        #expect(code { try journal.append([2]) } == .io)
        storage.crash(.kill)
        let reopened = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        #expect(reopened.end == Position(2))
        let name = "journal-00000000.seg"
        let write = storage.operations.lastIndex(of: .write(name, offset: 512, count: 512))
        let sync = storage.operations.lastIndex(of: .sync(name))
        #expect(try #require(write) < #require(sync))
        storage.crash(.power)
        #expect(try FileJournal(disk: storage.disk(), settings: JournalTrial.settings).end == Position(2))
    }

    @Test func `recycled segments serve again and reading begins behind them`() throws {
        let storage = SimulatedStorage(seed: 1)
        let journal = try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
        var written: [StoredBatch] = []
        for _ in 0..<40 { written.append(try journal.append([UInt8](repeating: 9, count: 1000), events: 5)) }
        #expect(journal.start == .start)
        let before = written[20].first
        let reserved = storage.operations.filter { if case .reserve = $0 { true } else { false } }.count
        try journal.recycle(before: before)
        #expect(journal.start > .start && journal.start < before)
        #expect(try journal.batches() == written.filter { $0.first > journal.start })
        #expect(code { _ = try journal.batches(after: Position(1)) } == .recycled)
        for _ in 0..<4 { written.append(try journal.append([UInt8](repeating: 9, count: 1000), events: 5)) }
        let reservedLater = storage.operations.filter { if case .reserve = $0 { true } else { false } }.count
        #expect(reservedLater == reserved, "no new segment was made")
        for after in written.filter({ $0.last >= journal.start }) {
            #expect(try journal.batches(after: after.last) == written.filter { $0.first > after.last })
        }
        // The last batch always stays.
        try journal.recycle(before: Position(.max))
        #expect(try journal.batches().last == written.last)
    }

    @Test func `trusted segments are not read when opening`() throws {
        let journal = try DamagedJournal()
        let place = journal.places[1]
        journal.storage.edit(place.file) { $0[place.offset + 200] ^= 1 }
        #expect(code { _ = try journal.open(journal.storage.copy()) } == .corrupt)
        let trusted = journal.batches[7].last
        let opened = try FileJournal(
            disk: journal.storage.copy().disk(), settings: JournalTrial.settings, trusted: trusted)
        #expect(try opened.batches(after: trusted) == Array(journal.batches[8...]))
        #expect(code { _ = try opened.batches() } == .corrupt)
    }

    @Test func `one folder is open once`() throws {
        let storage = SimulatedStorage(seed: 1)
        let disk = storage.disk()
        let journal = try FileJournal(disk: disk, settings: JournalTrial.settings)
        #expect(code { _ = try FileJournal(disk: disk, settings: JournalTrial.settings) } == .locked)
        journal.close()
        _ = try FileJournal(disk: disk, settings: JournalTrial.settings)
    }

    @Test func `settings that make no sense are refused`() {
        let changes: [(inout FileJournalSettings) -> Void] = [
            { $0.segmentSizeBytes = 1000 }, { $0.segmentSizeBytes = 0 }, { $0.segmentSizeBytes = -512 },
            { $0.segmentSizeBytes = 4 << 30 }, { $0.maximumBatchSizeBytes = $0.segmentSizeBytes + 512 },
            { $0.maximumBatchSizeBytes = 0 }, { $0.maximumBatchSizeBytes = 700 }, { $0.preparedSegments = 0 },
            { $0.maximumSpareSegments = -1 },
        ]
        for (index, change) in changes.enumerated() {
            var settings = FileJournalSettings()
            change(&settings)
            let disk = SimulatedStorage(seed: 1).disk()
            #expect(code { _ = try FileJournal(disk: disk, settings: settings) } == .invalid, "\(index)")
        }
    }
}

/// The code of the fault that a closure throws, nil if it throws none.
func code<Result>(_ body: () throws -> Result) -> JournalFault.Code? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? JournalFault)?.code
    }
}
