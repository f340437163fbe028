public import PaymentCore

/// A batch under construction: room for the header, then the payload that the codec appends.
///
/// Made to be reused: ``removeAll()`` keeps the memory, and sealing allocates nothing once the capacity is there.
public struct BatchBuffer: Sendable {
    /// Room for the header and behind it the payload.
    ///
    /// Append the encoded events here and change nothing else.
    public var bytes: [UInt8]
    /// How many events the payload holds.
    public var eventCount = 0

    private var paddingSizeBytes = 0

    /// Creates an empty batch.
    /// - Parameter capacityBytes: for how large a batch memory is taken at once
    public init(capacityBytes: Int = 64 * 1024) {
        bytes = []
        bytes.reserveCapacity(max(capacityBytes, BatchHeader.alignmentBytes))
        removeAll()
    }

    /// The size of the payload so far.
    public var payloadSizeBytes: Int {
        bytes.count - BatchHeader.sizeBytes - paddingSizeBytes
    }

    /// The size that the batch has when it is sealed: header, payload, padding.
    public var totalSizeBytes: Int {
        BatchHeader.totalSizeBytes(forPayload: payloadSizeBytes)
    }

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: repeatElement(0, count: BatchHeader.sizeBytes))
        eventCount = 0
        paddingSizeBytes = 0
    }

    /// Completes the batch in place: padding, header, checksum.
    ///
    /// May be repeated with other arguments.
    ///
    /// Append no more events afterwards without ``removeAll()``.
    /// - Parameters:
    ///   - first: the position of the first event
    ///   - time: when the batch was decided
    ///   - id: the journal's id
    ///   - previous: the chain hash of the batch before this one
    /// - Returns: the chain hash of this batch
    public mutating func seal(
        first: Position, time: Timestamp, id: JournalID, previous: ChainHash
    ) -> ChainHash {
        let payloadSizeBytes = payloadSizeBytes
        let totalSizeBytes = totalSizeBytes
        if bytes.count < totalSizeBytes {
            paddingSizeBytes += totalSizeBytes - bytes.count
            bytes.append(contentsOf: repeatElement(0, count: totalSizeBytes - bytes.count))
        }
        bytes.store(BatchHeader.magic, at: 0)
        bytes.store(UInt32(BatchHeader.version), at: 8)
        bytes.store(UInt32(truncatingIfNeeded: totalSizeBytes), at: 12)
        bytes.store(UInt32(truncatingIfNeeded: payloadSizeBytes), at: 16)
        bytes.store(UInt32(truncatingIfNeeded: eventCount), at: 20)
        id.store(in: &bytes, at: 24)
        bytes.store(first.value, at: 40)
        bytes.store(time.milliseconds, at: 48)
        bytes.store(UInt64(0), at: 56)
        previous.store(in: &bytes, at: 64)
        let checksum = CRC32C.checksum(
            of: unsafe bytes.span.bytes.extracting(BatchHeader.checksumStart..<totalSizeBytes))
        bytes.store(checksum, at: 4)
        return ChainHash(of: unsafe bytes.span.bytes)
    }
}
