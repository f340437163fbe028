import Journal
import JournalFile
import JournalTestSupport
import PaymentCore

/// What a test appended or read back.
struct StoredBatch: Hashable {
    var first: Position
    var last: Position
    var time: Timestamp
    var payload: [UInt8]
}

extension BatchBuffer {
    /// A batch with any bytes as its payload.
    init(_ payload: [UInt8], events: Int) {
        self.init(capacityBytes: 512)
        bytes.append(contentsOf: payload)
        eventCount = events
    }
}

extension StoredBatch {
    init(_ header: BatchHeader, _ payload: RawSpan) {
        self.init(first: header.first, last: header.last, time: header.time, payload: Array(payload))
    }
}

extension FileJournal {
    /// Appends a batch behind the present end.
    @discardableResult
    func append(_ payload: [UInt8], events: Int = 1, time: Int64 = 0) throws(JournalFault) -> StoredBatch {
        var batch = BatchBuffer(payload, events: events)
        let first = end.next
        let last = try append(&batch, time: Timestamp(milliseconds: time), expecting: end)
        return StoredBatch(first: first, last: last, time: Timestamp(milliseconds: time), payload: payload)
    }

    /// Reads everything behind a position.
    func batches(after: Position? = nil) throws -> [StoredBatch] {
        var batches: [StoredBatch] = []
        try read(after: after ?? start) { batches.append(StoredBatch($0, $1)) }
        return batches
    }
}
