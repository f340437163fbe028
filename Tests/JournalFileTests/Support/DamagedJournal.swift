import Journal
import JournalFile
import JournalTestSupport
import PaymentCore

/// A cleanly written journal on a simulated disk, for tests that damage copies of it.
struct DamagedJournal {
    /// Where a batch lies.
    struct Place: Hashable {
        var file: String
        var offset: Int
        var sizeBytes: Int
    }

    let storage: SimulatedStorage
    private(set) var batches: [StoredBatch] = []
    private(set) var places: [Place] = []

    /// Writes batches of one to four sectors into segments of eight.
    init(batchCount: Int = 14, seed: UInt64 = 1, recyclingBefore: Int? = nil) throws {
        storage = SimulatedStorage(seed: seed)
        var generator = SeededGenerator(seed: seed)
        let disk = storage.disk()
        let journal = try FileJournal(
            disk: disk, settings: JournalTrial.settings, newID: JournalID(using: &generator))
        for number in 0..<batchCount {
            let payload = generator.bytes([300, 300, 900, 1500][number % 4])
            batches.append(try journal.append(payload, events: 1 + number % 3, time: Int64(number)))
            if number == recyclingBefore { try journal.recycle(before: journal.end) }
        }
        batches = try journal.batches()
        for operation in storage.operations {
            guard case .write(let file, let offset, let count) = operation, file.hasSuffix(".seg") else { continue }
            places.append(Place(file: file, offset: offset, sizeBytes: count))
        }
    }

    func open(_ storage: SimulatedStorage) throws(JournalFault) -> FileJournal<SimulatedDisk> {
        try FileJournal(disk: storage.disk(), settings: JournalTrial.settings)
    }

    func audit(_ storage: SimulatedStorage) throws -> JournalAudit {
        try JournalAudit(of: storage.disk())
    }
}

extension SimulatedStorage {
    /// Changes a file's bytes behind everybody's back.
    func edit(_ name: String, _ body: (inout [UInt8]) -> Void) {
        var bytes = bytes(name)
        body(&bytes)
        set(name, bytes)
    }
}
