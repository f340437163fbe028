/// The sixteen tables of slicing-by-16: entry `[k][b]` is the checksum of byte `b` followed by `k` zero bytes.
///
/// One allocation, made once and never freed; a raw pointer because the inner loop reads it sixteen times per 16 bytes.
@safe
struct CRC32CTables: @unchecked Sendable {
    static let shared = CRC32CTables()

    private let entries: UnsafePointer<UInt32>

    private init() {
        let entries = UnsafeMutablePointer<UInt32>.allocate(capacity: 16 * 256)
        for byte in 0..<256 {
            var remainder = UInt32(byte)
            for _ in 0..<8 {
                // 0x82F63B78 is the polynomial 0x1EDC6F41 of RFC 3720 with its bits reflected.
                remainder = (remainder >> 1) ^ (remainder & 1 == 1 ? 0x82F6_3B78 : 0)
            }
            unsafe entries[byte] = remainder
        }
        for index in 256..<(16 * 256) {
            let shorter = unsafe entries[index - 256]
            unsafe entries[index] = (shorter >> 8) ^ entries[Int(shorter & 0xFF)]
        }
        unsafe self.entries = UnsafePointer(entries)
    }

    /// Takes more bytes into a running checksum.
    /// - Parameters:
    ///   - state: the running, inverted checksum
    ///   - bytes: what comes next
    /// - Returns: the running, inverted checksum behind the bytes
    func advance(_ state: UInt32, over bytes: UnsafeRawBufferPointer) -> UInt32 {
        var state = state
        var offset = 0
        while bytes.count &- offset >= 16 {
            let low =
                unsafe UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ UInt64(state)
            let high = unsafe UInt64(
                littleEndian: bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self))
            state = fold(low, table: 8) ^ fold(high, table: 0)
            offset &+= 16
        }
        while offset < bytes.count {
            state = unsafe (state >> 8) ^ entries[Int(UInt8(truncatingIfNeeded: state) ^ bytes[offset])]
            offset &+= 1
        }
        return state
    }

    /// The part that eight bytes contribute, the first of them followed by `table + 7` more bytes.
    @inline(__always)
    private func fold(_ word: UInt64, table: Int) -> UInt32 {
        let base = unsafe entries + table &* 256
        return unsafe base[7 &* 256 &+ Int(word & 0xFF)]
            ^ base[6 &* 256 &+ Int((word >> 8) & 0xFF)]
            ^ base[5 &* 256 &+ Int((word >> 16) & 0xFF)]
            ^ base[4 &* 256 &+ Int((word >> 24) & 0xFF)]
            ^ base[3 &* 256 &+ Int((word >> 32) & 0xFF)]
            ^ base[2 &* 256 &+ Int((word >> 40) & 0xFF)]
            ^ base[256 &+ Int((word >> 48) & 0xFF)]
            ^ base[Int(word >> 56)]
    }
}
