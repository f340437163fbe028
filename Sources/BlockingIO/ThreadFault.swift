/// The system gave no thread: too many of them, or too little memory.
public struct ThreadFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What `pthread_create` returned (an `errno` value).
    public var code: Int32

    /// Creates a fault.
    /// - Parameter code: what `pthread_create` returned
    public init(code: Int32) {
        self.code = code
    }

    /// A sentence for logs.
    public var description: String {
        "The system gave no thread (pthread_create returned \(code))"
    }
}
