public import PaymentCore

/// The first 96 bytes of a batch.
///
/// A batch is this header, the payload (the encoded events) and zeros up to a multiple of 512 bytes: two batches never share a
/// sector, so a torn write of one cannot harm the other. All integers are little-endian.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | magic `FLOB` |
/// | 4 | 4 | CRC-32C of everything from offset 8 to the end, padding included |
/// | 8 | 1 | format version, 1 |
/// | 9 | 3 | reserved, zero |
/// | 12 | 4 | total size in bytes, padding included |
/// | 16 | 4 | payload size in bytes |
/// | 20 | 4 | event count, at least 1 |
/// | 24 | 16 | journal id |
/// | 40 | 8 | position of the first event, at least 1 |
/// | 48 | 8 | time in milliseconds since 1970, signed |
/// | 56 | 8 | reserved, zero |
/// | 64 | 32 | SHA-256 of the whole batch before this one, zero for the first |
/// | 96 | | payload |
///
/// The chain hash of a batch is the SHA-256 of all its bytes, from the magic to the padding.
public struct BatchHeader: Sendable, Hashable {
    /// The size of a header.
    public static let sizeBytes = 96
    /// Batches begin at multiples of this and their sizes are multiples of it.
    public static let alignmentBytes = 512
    /// The format version that this code writes, and the only one it reads.
    public static let version: UInt8 = 1
    /// `FLOB` as a little-endian integer.
    static let magic: UInt32 = 0x424F_4C46
    /// Where the checksummed part begins.
    static let checksumStart = 8

    /// CRC-32C of everything behind it.
    public let checksum: UInt32
    /// The size of the batch with header and padding.
    public let totalSizeBytes: Int
    /// The size of the encoded events.
    public let payloadSizeBytes: Int
    /// How many events the payload holds; at least 1.
    public let eventCount: Int
    /// The journal to which the batch belongs.
    public let id: JournalID
    /// The position of the first event.
    public let first: Position
    /// When the batch was decided.
    public let time: Timestamp
    /// The chain hash of the batch before this one.
    public let previous: ChainHash

    /// The position of the last event.
    public var last: Position {
        Position(first.value &+ UInt64(eventCount) &- 1)
    }

    /// The size of a batch with header and padding.
    /// - Parameter payloadSizeBytes: the size of the encoded events, 0 to 2 GiB
    /// - Returns: the next multiple of 512 bytes
    public static func totalSizeBytes(forPayload payloadSizeBytes: Int) -> Int {
        (sizeBytes + payloadSizeBytes + alignmentBytes - 1) / alignmentBytes * alignmentBytes
    }

    /// Reads a header from any bytes; the checksum is not verified, see ``verifyChecksum(of:)``.
    /// - Parameter bytes: at least the header, may go on behind it; anything at all, this never traps
    /// - Throws: the defect, when these bytes are no header of this version
    public init(reading bytes: RawSpan) throws(BatchDefect) {
        guard bytes.byteCount >= Self.sizeBytes else { throw .short }
        guard bytes.integer(at: 0, as: UInt32.self) == Self.magic else { throw .magic }
        let versionWord = bytes.integer(at: 8, as: UInt32.self)
        guard versionWord & 0xFF == UInt32(Self.version) else { throw .version }
        guard versionWord >> 8 == 0, bytes.integer(at: 56, as: UInt64.self) == 0 else { throw .reserved }
        checksum = bytes.integer(at: 4, as: UInt32.self)
        totalSizeBytes = Int(bytes.integer(at: 12, as: UInt32.self))
        payloadSizeBytes = Int(bytes.integer(at: 16, as: UInt32.self))
        eventCount = Int(bytes.integer(at: 20, as: UInt32.self))
        id = JournalID(reading: bytes, at: 24)
        first = Position(bytes.integer(at: 40, as: UInt64.self))
        time = Timestamp(milliseconds: bytes.integer(at: 48, as: Int64.self))
        previous = ChainHash(reading: bytes, at: 64)
        guard totalSizeBytes == Self.totalSizeBytes(forPayload: payloadSizeBytes) else { throw .size }
        guard eventCount > 0, first > .start, first.value <= UInt64.max - UInt64(eventCount) else { throw .range }
    }

    /// Checks that the bytes are those for which the checksum was computed.
    /// - Parameter batch: exactly the batch, from its magic to its padding
    /// - Throws: the defect, when they are not
    public func verifyChecksum(of batch: RawSpan) throws(BatchDefect) {
        guard batch.byteCount == totalSizeBytes else { throw .short }
        let checked = batch.extracting(Self.checksumStart..<totalSizeBytes)
        guard CRC32C.checksum(of: checked) == checksum else { throw .checksum }
    }
}
