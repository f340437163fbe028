/// A subscription's part in handlers that several subscriptions share.
public struct HandlerShare: Sendable {
    /// What is shared.
    public var slots: WeightedSlots
    /// Which of its users this is.
    public var user: Int

    /// Creates a part.
    /// - Parameters:
    ///   - slots: what is shared
    ///   - user: which of its users this is, from 0
    public init(of slots: WeightedSlots, user: Int) {
        self.slots = slots
        self.user = user
    }
}
