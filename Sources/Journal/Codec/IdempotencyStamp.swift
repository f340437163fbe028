public import PaymentCore

/// What makes the command behind an entry the same command when it is repeated.
public struct IdempotencyStamp: Sendable, Hashable {
    /// Stands for the client's key.
    public var key: IdempotencyKey

    /// Stands for the command's content.
    public var fingerprint: Fingerprint

    /// Creates a stamp.
    /// - Parameters:
    ///   - key: stands for the client's key
    ///   - fingerprint: stands for the command's content
    public init(key: IdempotencyKey, fingerprint: Fingerprint) {
        self.key = key
        self.fingerprint = fingerprint
    }
}
