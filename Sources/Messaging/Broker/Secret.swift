/// A text that is never printed.
public struct Secret: Sendable, Hashable {
    /// The text itself, for the one call that needs it.
    public let exposed: String

    /// Wraps a text.
    /// - Parameter text: the secret
    public init(_ text: String) {
        exposed = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of it.
    public var description: String { "***" }
    /// Nothing of it.
    public var debugDescription: String { "***" }
    /// Nothing of it.
    public var customMirror: Mirror { Mirror(reflecting: "***") }
}
