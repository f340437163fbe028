import Messaging

/// A call of a consumer that takes deliveries or waits for them.
struct Receiver: Sendable {
    var id: UInt64
    /// The consumer.
    var member: UInt64
    var group: ConsumerGroup
    var count: Int
    /// Until when it waits, in nanoseconds of the monotonic clock.
    var until: UInt64
    /// When it has to have ended.
    var deadline: UInt64
    /// Whether there may be something for it.
    var isRunnable = true
    /// When it has to be looked at again, in nanoseconds of the monotonic clock.
    var nextLook = UInt64.max
    var resume: @Sendable (Result<[StoredDelivery], MessagingFault>) -> Void
}
