/// The checksum CRC-32C (Castagnoli), which finds what disks and cables do to bytes; it is no protection against people.
///
/// Polynomial, bit order and test vectors as in RFC 3720, 12.1 and B.4 (iSCSI); computed sixteen bytes at a time
/// ("slicing", Kounavis and Berry, Intel 2005).
public struct CRC32C: Sendable, Hashable {
    private var state: UInt32 = .max

    /// Begins a checksum.
    public init() {}

    /// Takes more bytes in.
    /// - Parameter bytes: what follows the bytes taken so far
    public mutating func update(_ bytes: RawSpan) {
        let before = state
        state = unsafe bytes.withUnsafeBytes { buffer in
            unsafe CRC32CTables.shared.advance(before, over: buffer)
        }
    }

    /// The checksum of all bytes taken so far.
    public var value: UInt32 {
        ~state
    }

    /// The checksum of one run of bytes.
    /// - Parameter bytes: the bytes
    /// - Returns: their CRC-32C
    public static func checksum(of bytes: RawSpan) -> UInt32 {
        var checksum = CRC32C()
        checksum.update(bytes)
        return checksum.value
    }
}
