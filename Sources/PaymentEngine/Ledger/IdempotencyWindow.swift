import Journal
import PaymentCore

/// The commands with keys of the last while, oldest first, found by their keys.
struct IdempotencyWindow: Sendable {
    let retentionMilliseconds: Int64
    private var log = IdempotencyLog()
    private var index = HashIndex()

    init(retentionSeconds: Int64) {
        retentionMilliseconds = retentionSeconds &* 1000
    }

    /// How many keys are remembered.
    var count: Int { index.count }

    /// The sequence number that the next record will have.
    var sequence: UInt64 { log.next }

    /// Looks a key up.
    ///
    /// A record that is over is forgotten on the way.
    mutating func find(_ key: IdempotencyKey, at time: Timestamp) -> IdempotencyRecord? {
        guard let number = number(of: key) else { return nil }
        let record = log[number]
        guard isOver(record, at: time) else { return record }
        unindex(number)
        return nil
    }

    /// Looks a key up, and leaves everything as it is.
    func record(of key: IdempotencyKey, at time: Timestamp) -> IdempotencyRecord? {
        guard let number = number(of: key) else { return nil }
        let record = log[number]
        return isOver(record, at: time) ? nil : record
    }

    /// Remembers a command whose key is not remembered.
    mutating func insert(_ record: IdempotencyRecord) {
        log.append(record)
        index.insert(IdempotencyLog.number(log.next - 1), hash: record.stamp.key.low) { log[$0].stamp.key.low }
    }

    /// Remembers a command instead of the one before it with the same key, if there is one.
    ///
    /// For replaying: when the window was shorter than it is now, a key may have been used again.
    mutating func replace(_ record: IdempotencyRecord) {
        if let former = number(of: record.stamp.key) {
            unindex(former)
            log.supersede(former)
        }
        insert(record)
    }

    /// Forgets the newest record.
    mutating func removeLast() {
        unindex(IdempotencyLog.number(log.next - 1))
        log.removeNewest()
    }

    /// Forgets records that are over, as many as `limit` at a time so that nobody waits long.
    mutating func evict(at time: Timestamp, limit: Int) {
        for _ in 0..<limit where log.oldest < log.next {
            let number = IdempotencyLog.number(log.oldest)
            let record = log[number]
            guard isOver(record, at: time) else { return }
            if self.number(of: record.stamp.key) == number { unindex(number) }
            log.removeOldest()
        }
    }

    /// Every record that is not over and answers for its key, oldest first.
    func forEach(at time: Timestamp, _ body: (IdempotencyRecord) throws -> Void) rethrows {
        for sequence in log.oldest..<log.next {
            let record = log[IdempotencyLog.number(sequence)]
            if !isOver(record, at: time), !record.isSuperseded { try body(record) }
        }
    }

    /// Lets go of what an image does not need; nothing is found any more.
    mutating func dropIndex() {
        index = HashIndex()
    }

    private func isOver(_ record: IdempotencyRecord, at time: Timestamp) -> Bool {
        record.time.milliseconds &+ retentionMilliseconds <= time.milliseconds
    }

    private func number(of key: IdempotencyKey) -> UInt32? {
        index.find(hash: key.low) { log[$0].stamp.key == key }
    }

    private mutating func unindex(_ number: UInt32) {
        index.remove(number, hash: log[number].stamp.key.low) { log[$0].stamp.key.low }
    }
}
