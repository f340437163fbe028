import BlockingIO
import Journal
import JournalFile
import JournalTestSupport
import PaymentCore
import Testing

@testable import florin

/// Reading a journal that is being written, or that is damaged.
@Suite("Replay")
struct ReplayTests {
    /// Counts what it sees.
    struct Counter: ReplayVisitor {
        var count: UInt64 = 0

        mutating func didApply(_ event: ReplayedEvent, to state: State) throws {
            count += 1
            #expect(event.position.value == count && state.position.value == count)
        }
    }

    @Test func `the random histories have every kind of event`() throws {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: 1)
        try history.run(commands: 600, on: builder)
        let records = TableReader.records(try Exports.text(.csv, of: builder)).dropFirst()
        let withoutPosting: Set<EventName> = [.accountOpened, .paymentRequested, .paymentDeclined]
        #expect(Set(records.map { $0[2] }) == Set(Set(EventName.allCases).subtracting(withoutPosting).map(\.rawValue)))
        #expect(Set(records.map { $0[3] }) == ["posts", "holds", "settles", "releases"])
        #expect(Set(records.map { $0[12] }) == Set(RandomHistory.currencies))
        #expect(Set(records.map { $0[1].prefix(7) }).count > 2)
    }

    @Test func `a journal that grows meanwhile is read up to somewhere, never refused`() throws {
        let folder = try TemporaryFolder()
        let disk = try POSIXDisk(folder: folder.path)
        let progress = Monitor((started: false, done: false))
        let writer = try WorkerThread.start(name: "writer") {
            #expect(throws: Never.self) {
                try AccountJournal.append(3000, to: disk, segmentBytes: 1 << 16) {
                    progress.withLock { $0.started = true }
                    progress.notifyAll()
                }
            }
            progress.withLock { $0.done = true }
        }
        _ = progress.wait { $0.started ? true : nil }
        var last: UInt64 = 0
        while !progress.withLock({ $0.done }) {
            var replay = JournalReplay(visitor: Counter())
            try replay.run(on: disk)
            #expect(replay.visitor.count >= last)
            last = replay.visitor.count
        }
        writer.join()
        #expect(last > 0)
    }

    @Test func `a batch that comes between any two reads is no damage`() throws {
        var read = 0
        while true {
            let folder = try TemporaryFolder()
            let disk = try POSIXDisk(folder: folder.path)
            try AccountJournal.append(10, to: disk, segmentBytes: 2048)
            let growing = GrowingDisk(disk, beforeRead: read) {
                #expect(throws: Never.self) { try AccountJournal.append(5, to: disk, segmentBytes: 2048) }
            }
            var replay = JournalReplay(visitor: Counter())
            #expect(throws: Never.self, "before read \(read)") { try replay.run(on: growing) }
            #expect((10...15).contains(replay.visitor.count))
            guard growing.hasGrown else { break }
            read += 1
        }
        #expect(read > 5)
    }

    @Test func `a damaged journal is refused, and so is one without its beginning`() throws {
        let builder = try JournalBuilder(segmentBytes: 1 << 14)
        for number in 0..<100 { try builder.open("account:\(number)", "EUR") }
        let disk = try builder.disk
        try BitFlip.flip(byte: 700, bit: 3, of: "\(builder.path)/journal-00000000.seg")
        var replay = JournalReplay(visitor: Counter())
        let damaged = #expect(throws: JournalFault.self) { try replay.run(on: disk) }
        #expect(damaged?.code == .corrupt)
        try disk.remove("journal-00000000.seg")
        var rest = JournalReplay(visitor: Counter())
        let recycled = #expect(throws: JournalFault.self) { try rest.run(on: disk) }
        #expect(recycled?.code == .recycled && recycled?.message.contains("nothing to replay from") == true)
    }

    @Test func `a journal whose events cannot follow is refused and not taken for one that grew`() throws {
        let folder = try TemporaryFolder()
        let disk = try POSIXDisk(folder: folder.path)
        let journal = try FileJournal(disk: disk)
        var batch = BatchBuffer()
        let posting = Posting(debit: AccountNumber(0), credit: AccountNumber(1), amount: 5)
        EntryEncoder.append(
            [.transferPosted(TransferPosted(posting: posting, reference: nil))], stamp: nil, to: &batch.bytes)
        batch.eventCount = 1
        _ = try journal.append(&batch, time: Timestamp(milliseconds: 0), expecting: .start)
        var replay = JournalReplay(visitor: Counter())
        let fault = #expect(throws: JournalFault.self) { try replay.run(on: disk) }
        #expect(fault?.code == .corrupt && fault?.message.contains("position 1 cannot be replayed") == true)
    }
}
