/// The texts of Java's programs: ActiveMQ sends the body of a TextMessage as Java stored it, in *modified* UTF-8.
///
/// A character beyond the first 65,536 is two surrogates of three bytes each there, and a NUL is C0 80. Neither is ever part of UTF-8, so
/// that nothing else changes.
enum JavaText {
    /// The same text in UTF-8; bytes that are no modified UTF-8 stay as they are.
    static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 == 0xed || $0 == 0xc0 }) else { return bytes }
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0xc0, index + 1 < bytes.count, bytes[index + 1] == 0x80 {
                plain.append(0)
                index += 2
            } else if let scalar = pair(bytes, at: index) {
                plain += Array(Character(scalar).utf8)
                index += 6
            } else {
                plain.append(bytes[index])
                index += 1
            }
        }
        return String(validating: plain, as: UTF8.self) == nil ? bytes : plain
    }

    // A high surrogate and the low one behind it.
    private static func pair(_ bytes: [UInt8], at index: Int) -> Unicode.Scalar? {
        guard index + 5 < bytes.count, let high = unit(bytes, at: index), let low = unit(bytes, at: index + 3),
            (0xd800..<0xdc00).contains(high), (0xdc00..<0xe000).contains(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    }

    private static func unit(_ bytes: [UInt8], at index: Int) -> UInt32? {
        guard bytes[index] == 0xed, bytes[index + 1] & 0xc0 == 0x80, bytes[index + 2] & 0xc0 == 0x80 else { return nil }
        return 0xd000 | UInt32(bytes[index + 1] & 0x3f) << 6 | UInt32(bytes[index + 2] & 0x3f)
    }
}
