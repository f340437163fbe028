import Messaging

/// A call that the engine's thread runs in a transaction, together with others.
struct PendingCall: Sendable {
    /// Nanoseconds of the monotonic clock.
    var deadline: UInt64
    /// Whether its commit must be on the disk.
    var isDurable: Bool
    /// How many bytes it writes.
    var sizeBytes: Int
    /// Does it, and returns what tells the caller after the commit.
    ///
    /// Runs again where a transaction was rolled back. A ``MessagingFault`` is thrown before anything was changed.
    var run: @Sendable (QueueStore) throws -> @Sendable () -> Void
    /// Tells the caller that it failed.
    var fail: @Sendable (MessagingFault) -> Void
}
