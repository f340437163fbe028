import Messaging

/// Messages that are published together, and who wants to know when the engine has all of them.
struct PublishJob: Sendable {
    /// How many messages there are.
    var count: Int
    /// Makes one of them; not all at once, so that large arrays do not lie in memory twice.
    var message: @Sendable (Int) -> Outgoing
    /// Until when the first one has to be on its way, in nanoseconds of the monotonic clock.
    var deadline: UInt64
    /// Is called once: without a fault where the engine has confirmed all.
    var finish: @Sendable (MessagingFault?) -> Void
}
