import Glibc

/// The operating system refused a call.
public struct SystemCallFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, for instance `fdatasync`.
    public var call: String
    /// The `errno` value.
    public var code: Int32

    /// Creates a failure.
    /// - Parameters:
    ///   - call: the call, for instance `fdatasync`
    ///   - code: the `errno` value
    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// The call and the system's own words.
    public var description: String {
        "\(call): \(unsafe String(cString: strerror(code))), errno \(code)"
    }
}
