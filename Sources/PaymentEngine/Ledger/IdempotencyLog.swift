import DequeModule

/// Idempotency records in the order of their time, in chunks, so that growing moves none of them and a copy for a snapshot shares them.
struct IdempotencyLog: Sendable {
    private static let chunkRecords: UInt64 = 4096

    private var chunks = Deque<ContiguousArray<IdempotencyRecord>>()
    /// The sequence number of the oldest record.
    private(set) var oldest: UInt64 = 0
    /// The sequence number that the next record will have.
    private(set) var next: UInt64 = 0

    /// The number under which the index knows a record: its sequence number modulo 2^32 − 1, because the index cannot hold the
    /// number 2^32 − 1.
    static func number(_ sequence: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: sequence % UInt64(UInt32.max))
    }

    subscript(number: UInt32) -> IdempotencyRecord {
        let place = place(of: number)
        return chunks[place.chunk][place.offset]
    }

    /// Marks a record whose key was used again.
    mutating func supersede(_ number: UInt32) {
        let place = place(of: number)
        chunks[place.chunk][place.offset].isSuperseded = true
    }

    mutating func append(_ record: IdempotencyRecord) {
        if next.isMultiple(of: IdempotencyLog.chunkRecords) {
            var chunk = ContiguousArray<IdempotencyRecord>()
            chunk.reserveCapacity(Int(IdempotencyLog.chunkRecords))
            chunks.append(chunk)
        }
        chunks[chunks.count - 1].append(record)
        next += 1
    }

    mutating func removeNewest() {
        next -= 1
        chunks[chunks.count - 1].removeLast()
        if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    }

    /// Drops the oldest record; its memory goes with the last one of its chunk.
    mutating func removeOldest() {
        oldest += 1
        if oldest.isMultiple(of: IdempotencyLog.chunkRecords) { chunks.removeFirst() }
    }

    private func place(of number: UInt32) -> (chunk: Int, offset: Int) {
        let first = IdempotencyLog.number(oldest)
        let distance = number >= first ? UInt64(number - first) : UInt64(number) + UInt64(UInt32.max) - UInt64(first)
        let place = oldest % IdempotencyLog.chunkRecords + distance
        return (Int(place / IdempotencyLog.chunkRecords), Int(place % IdempotencyLog.chunkRecords))
    }
}
