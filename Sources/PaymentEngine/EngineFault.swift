/// Why the engine did not decide a command, or cannot say what became of it.
///
/// All of these may be retried with the same idempotency key: a command that had happened gets its first answer then.
public struct EngineFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of fault it is.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// Too much is waiting already. Nothing happened.
        case overloaded

        /// More commands with keys came within the retention time than the engine may remember. Nothing happened.
        case idempotencyWindowFull = "idempotency_window_full"

        /// The journal has no room. Nothing happened; reads go on.
        case storageFull = "storage_full"

        /// The journal cannot be prepared for writing, for another reason than a full disk. Nothing happened; reads go on.
        case storageUnavailable = "storage_unavailable"

        /// The journal broke while the command was being made durable. Whether it happened shows when it is repeated.
        case storageFailed = "storage_failed"

        /// The engine is stopping or has not started. Nothing happened.
        case stopping
    }

    /// What kind of fault it is.
    public var code: Code

    /// One sentence for people.
    public var message: String

    /// After how many seconds a retry makes sense.
    public var retryAfterSeconds: Int

    /// Creates a fault.
    /// - Parameters:
    ///   - code: what kind of fault it is
    ///   - message: one sentence for people
    ///   - retryAfterSeconds: after how many seconds a retry makes sense
    public init(_ code: Code, _ message: String, retryAfterSeconds: Int = 1) {
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// Code and message.
    public var description: String { "\(code.rawValue): \(message)" }

    static let overloaded = EngineFault(.overloaded, "Too many commands are waiting. Come back in a moment.")
    static let windowFull = EngineFault(
        .idempotencyWindowFull, "The engine remembers as many idempotency keys as it may.", retryAfterSeconds: 60)
    static let storageFull = EngineFault(.storageFull, "The journal's disk is full.", retryAfterSeconds: 5)
    static let storageUnavailable = EngineFault(
        .storageUnavailable, "The journal cannot be written at the moment.", retryAfterSeconds: 5)
    static let storageFailed = EngineFault(
        .storageFailed, "The journal failed; whether the command happened shows when it is repeated with the same key.")
    static let stopping = EngineFault(.stopping, "The engine is not running.", retryAfterSeconds: 2)
}
