import Foundation

/// A moment in the life of a key, in whole seconds; in JSON as RFC 3339 in UTC.
public struct KeyTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970.
    public var seconds: Int64

    /// Creates a moment.
    /// - Parameter seconds: seconds since 1970
    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// Whether a moment comes before another.
    public static func < (left: KeyTime, right: KeyTime) -> Bool { left.seconds < right.seconds }

    /// Such as `2026-11-21T14:30:00Z`.
    public var description: String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}

extension KeyTime: Codable {
    /// Reads RFC 3339.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        self.init(seconds: Int64(try Date(text, strategy: .iso8601).timeIntervalSince1970))
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
