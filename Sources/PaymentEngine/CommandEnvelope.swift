public import PaymentCore

/// A command and what makes it the same command when it is repeated.
public struct CommandEnvelope: Sendable {
    /// What is asked for.
    public var command: Command

    /// Stands for the client's idempotency key; without one, a repeated command is a new command.
    ///
    /// Opening an account needs none.
    public var key: IdempotencyKey?

    /// Creates an envelope.
    /// - Parameters:
    ///   - command: what is asked for
    ///   - key: stands for the client's idempotency key
    public init(_ command: Command, key: IdempotencyKey? = nil) {
        self.command = command
        self.key = key
    }
}
