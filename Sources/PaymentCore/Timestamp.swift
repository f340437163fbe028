/// A moment in milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Milliseconds since the Unix epoch.
    public var milliseconds: Int64

    /// Creates a moment.
    /// - Parameter milliseconds: milliseconds since the Unix epoch
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Orders moments by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
