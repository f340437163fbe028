import Journal
import PaymentCore

/// The first 88 bytes of a snapshot file; integers are little-endian.
///
/// | offset | bytes | content |
/// |---|---|---|
/// | 0 | 4 | magic `FLOS` |
/// | 4 | 4 | CRC-32C of the 80 bytes behind it |
/// | 8 | 8 | format version, 1 |
/// | 16 | 16 | journal id |
/// | 32 | 8 | position |
/// | 40 | 32 | chain hash of the batch that ends at this position |
/// | 72 | 16 | random number of this file, the seed of its pieces' checksums |
///
/// Pieces follow: size (4, above 0), CRC-32C (4) of the file's random number, the piece's index (8) and its bytes, then the bytes.
/// The last piece has size 0 and 8 bytes: the number of pieces before it.
struct SnapshotHeader: Sendable, Hashable {
    static let sizeBytes = 88
    static let pieceHeaderSizeBytes = 8
    private static let magic: UInt32 = 0x534F_4C46

    let id: JournalID
    let position: Position
    let hash: ChainHash
    /// Ties pieces to their file, so that those of an older one are never taken for its own.
    let salt: JournalID

    init(id: JournalID, position: Position, hash: ChainHash, salt: JournalID) {
        self.id = id
        self.position = position
        self.hash = hash
        self.salt = salt
    }

    /// Reads a header from any bytes.
    /// - Returns: nil if these are none
    init?(reading bytes: RawSpan) {
        guard bytes.byteCount >= Self.sizeBytes, bytes.integer(at: 0, as: UInt32.self) == Self.magic,
            bytes.integer(at: 4, as: UInt32.self) == CRC32C.checksum(of: bytes.extracting(8..<Self.sizeBytes)),
            bytes.integer(at: 8, as: UInt64.self) == 1
        else { return nil }
        id = JournalID(reading: bytes, at: 16)
        position = Position(bytes.integer(at: 32, as: UInt64.self))
        hash = ChainHash(reading: bytes, at: 40)
        salt = JournalID(reading: bytes, at: 72)
    }

    /// The header as it is stored.
    var bytes: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Self.sizeBytes)
        bytes.store(Self.magic, at: 0)
        bytes.store(UInt64(1), at: 8)
        id.store(in: &bytes, at: 16)
        bytes.store(position.value, at: 32)
        hash.store(in: &bytes, at: 40)
        salt.store(in: &bytes, at: 72)
        bytes.store(CRC32C.checksum(of: unsafe bytes.span.bytes.extracting(8..<Self.sizeBytes)), at: 4)
        return bytes
    }

    /// The checksum of a piece.
    func checksum(index: UInt64, of piece: RawSpan) -> UInt32 {
        var seed = [UInt8](repeating: 0, count: JournalID.sizeBytes + 8)
        salt.store(in: &seed, at: 0)
        seed.store(index, at: JournalID.sizeBytes)
        var checksum = CRC32C()
        checksum.update(unsafe seed.span.bytes)
        checksum.update(piece)
        return checksum.value
    }
}
