import Messaging

/// A consumer of this process, as the engine's thread knows it.
final class Member {
    let token: UInt64
    let group: ConsumerGroup
    let prefetch: Int
    let leaseMilliseconds: Int64
    /// What it has and has not settled, by receipt number, with the hash of the key.
    var outstanding: [UInt64: Int64?] = [:]
    /// How many more it has after the transaction that is under way.
    var difference = 0

    init(token: UInt64, group: ConsumerGroup, settings: ConsumerSettings) {
        self.token = token
        self.group = group
        prefetch = max(1, settings.prefetch)
        let (seconds, attoseconds) = settings.lease.components
        leaseMilliseconds = max(1, min(seconds, 1 << 40) * 1000 + attoseconds / 1_000_000_000_000_000)
    }

    /// What stands for it in the file.
    var stored: Int64 { Int64(bitPattern: token) }
    /// How many more it may have.
    var room: Int { prefetch - outstanding.count - difference }
}
