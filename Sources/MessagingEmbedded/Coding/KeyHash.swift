/// What stands for a key in the file: FNV-1a of 64 bits.
///
/// Two keys with the same hash are kept in order with each other, which is more than is promised.
enum KeyHash {
    static func of(_ key: String) -> Int64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return Int64(bitPattern: hash)
    }
}
