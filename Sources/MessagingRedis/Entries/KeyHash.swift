/// FNV-1a of 64 bits: what places a key on a partition, the same in every process.
enum KeyHash {
    static func partition(of key: String, among partitions: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int(hash % UInt64(partitions))
    }
}
