/// Which message group of ActiveMQ a key belongs to.
///
/// The broker remembers who has a message group, by default for 1,024 of them, and forgets the oldest: with a group for each key two members
/// could have messages of one key. So keys are hashed onto fewer groups than that.
enum KeyLanes {
    static let count: UInt64 = 512
    private static let prefix = "florin-"

    /// The value of `JMSXGroupID` for a key.
    static func lane(of key: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return prefix + String(hash % count)
    }
}
