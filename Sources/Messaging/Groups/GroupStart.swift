/// Where a new group starts.
public enum GroupStart: String, Sendable, Hashable, CaseIterable {
    /// With the oldest message that the topic still has.
    case beginning
    /// With the next message that is published.
    case end
}
