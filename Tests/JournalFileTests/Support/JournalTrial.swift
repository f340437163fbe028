import Journal
import JournalFile
import JournalTestSupport
import PaymentCore

/// A random life of a journal on a simulated disk, beside a model that knows what was acknowledged.
struct JournalTrial {
    /// What must not happen, with the seed that makes it happen again.
    struct Violation: Error, CustomStringConvertible {
        var description: String
    }

    let seed: UInt64
    let storage: SimulatedStorage
    private var generator: SeededGenerator
    /// What the journal has acknowledged, all of it, in order.
    private(set) var acknowledged: [StoredBatch] = []
    /// What was being appended when something broke.
    private var uncertain: StoredBatch?
    /// Everything before it may have been recycled.
    private var recycledBefore = Position.start.next
    private(set) var lifeCount = 0
    private(set) var accidentCount = 0

    init(seed: UInt64) {
        self.seed = seed
        storage = SimulatedStorage(seed: seed ^ 0xD15C)
        generator = SeededGenerator(seed: seed)
    }

    static var settings: FileJournalSettings {
        var settings = FileJournalSettings()
        settings.segmentSizeBytes = 4096
        settings.maximumBatchSizeBytes = 2048
        settings.maximumSpareSegments = 2
        settings.preparesSegmentsInBackground = false
        return settings
    }

    /// Several lives with an accident each, and a last one in which everything is checked.
    mutating func run() throws {
        for _ in 0..<Int.random(in: 2...5, using: &generator) {
            try live(actions: Int.random(in: 1...14, using: &generator), plan: randomPlan())
            if !generator.chance(oneIn: 4) {
                storage.crash(generator.chance(oneIn: 3) ? .kill : .power)
            }
        }
        try live(actions: 3, plan: SimulatedStorage.Plan())
    }

    /// One life: open, check, act until an accident or the end.
    mutating func live(actions: Int, plan: SimulatedStorage.Plan) throws {
        lifeCount += 1
        let disk = storage.disk(plan)
        do {
            let journal = try FileJournal(
                disk: disk, settings: Self.settings, newID: JournalID(using: &generator), trusted: randomTrust())
            try checkMark(journal)
            try check(journal)
            for _ in 0..<actions { try act(on: journal) }
            try check(journal)
        } catch let violation as Violation {
            throw violation
        } catch {
            guard storage.hadAccident else { throw Violation(description: "seed \(seed): \(error)") }
            accidentCount += 1
            return
        }
        if storage.hadAccident { accidentCount += 1 } else { try audit(disk) }
    }

    private mutating func randomPlan() -> SimulatedStorage.Plan {
        var plan = SimulatedStorage.Plan()
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: break
        case 1: plan.failSyncAt = Int.random(in: 1...50, using: &generator)
        case 2: plan.crashAt = Int.random(in: 1...8, using: &generator)
        default: plan.crashAt = Int.random(in: 1...60, using: &generator)
        }
        return plan
    }

    private mutating func randomTrust() -> Position {
        guard Bool.random(using: &generator) else { return .start }
        return acknowledged.randomElement(using: &generator)?.last ?? .start
    }

    private mutating func act(on journal: FileJournal<SimulatedDisk>) throws {
        switch Int.random(in: 0..<12, using: &generator) {
        case 0:
            try journal.reserve()
        case 1:
            let isLast = generator.chance(oneIn: 3)
            let batch = isLast ? acknowledged.last : acknowledged.randomElement(using: &generator)
            let before = batch?.first ?? .start
            recycledBefore = max(recycledBefore, before)
            try journal.recycle(before: before)
        case 2:
            try check(journal)
        case 3:
            try refuseConflict(journal)
        default:
            try append(to: journal)
        }
    }

    private mutating func append(to journal: FileJournal<SimulatedDisk>) throws {
        let payload = generator.bytes(Int.random(in: 1...1900, using: &generator))
        var batch = BatchBuffer(payload, events: Int.random(in: 1...9, using: &generator))
        let last = Position(journal.end.value + UInt64(batch.eventCount))
        let time = Timestamp(milliseconds: Int64(lifeCount))
        let stored = StoredBatch(first: journal.end.next, last: last, time: time, payload: payload)
        uncertain = stored
        let end = try journal.append(&batch, time: time, expecting: journal.end)
        try require(end == last && journal.end == last, "append returned \(end)")
        acknowledged.append(stored)
        uncertain = nil
        try checkMark(journal)
    }

    private func refuseConflict(_ journal: FileJournal<SimulatedDisk>) throws {
        var batch = BatchBuffer([1], events: 1)
        let end = journal.end
        do {
            _ = try journal.append(&batch, time: Timestamp(milliseconds: 0), expecting: end.next)
            try require(false, "a conflict was not noticed")
        } catch let fault as JournalFault {
            try require(fault.code == .conflict, "\(fault)")
        }
        try require(journal.end == end, "a conflict changed the journal")
    }

    /// Everything acknowledged is there, with its bytes, in order; the batch that was in flight is there as a whole or not.
    private mutating func check(_ journal: FileJournal<SimulatedDisk>) throws {
        let found = try journal.batches()
        if let candidate = uncertain {
            if found.last == candidate { acknowledged.append(candidate) }
            uncertain = nil
        }
        try require(journal.start < recycledBefore, "recycled too much: the journal begins at \(journal.start)")
        let expected = acknowledged.filter { $0.first > journal.start }
        try require(found == expected, "found \(found.map(\.first)) instead of \(expected.map(\.first))")
        try require(journal.end == acknowledged.last?.last ?? .start, "the end is \(journal.end)")
    }

    /// The mark tells what the journal has acknowledged, and never more.
    private func checkMark(_ journal: FileJournal<SimulatedDisk>) throws {
        let bytes = storage.bytes("journal.mark")
        let slots = [0, 512].compactMap { offset -> UInt64? in
            guard bytes.count >= offset + 40 else { return nil }
            let checksum = bytes[(offset + 4)..<(offset + 8)].reversed().reduce(0) { $0 << 8 | UInt32($1) }
            let checked = unsafe bytes.span.bytes.extracting((offset + 8)..<(offset + 40))
            guard checksum == CRC32C.checksum(of: checked) else { return nil }
            return bytes[(offset + 32)..<(offset + 40)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        let end = slots.max() ?? 0
        // Where the accident hits the mark's own write, it stays behind.
        let isRight = storage.hadAccident ? end <= journal.end.value : end == journal.end.value
        try require(isRight, "the mark is \(end) where the journal ends at \(journal.end)")
    }

    private func audit(_ disk: SimulatedDisk) throws {
        let audit = try JournalAudit(of: disk)
        try require(audit.end == acknowledged.last?.last ?? .start, "the audit ends at \(audit.end)")
    }

    private func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw Violation(description: "seed \(seed), life \(lifeCount): \(message())") }
    }
}
