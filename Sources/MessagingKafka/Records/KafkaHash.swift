/// The hash that Kafka's own clients choose a key's partition with: murmur2, with their seed.
enum KafkaHash {
    private static let factor: UInt32 = 0x5BD1_E995

    /// Hashes a key.
    /// - Parameter bytes: the key's bytes
    /// - Returns: what `org.apache.kafka.common.utils.Utils.murmur2` returns
    static func murmur2(_ bytes: some Collection<UInt8>) -> Int32 {
        var hash = 0x9747_B28C ^ UInt32(truncatingIfNeeded: bytes.count)
        var word: UInt32 = 0
        var filled: UInt32 = 0
        for byte in bytes {
            word |= UInt32(byte) << (8 * filled)
            filled += 1
            guard filled == 4 else { continue }
            word = word &* factor
            word = (word ^ word >> 24) &* factor
            hash = (hash &* factor) ^ word
            (word, filled) = (0, 0)
        }
        if filled > 0 { hash = (hash ^ word) &* factor }
        hash = (hash ^ hash >> 13) &* factor
        return Int32(bitPattern: hash ^ hash >> 15)
    }
}
