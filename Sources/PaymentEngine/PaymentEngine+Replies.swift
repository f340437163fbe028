public import Journal
import PaymentCore

extension PaymentEngine {
    /// Finds what a command that was decided under an idempotency key would be answered if it came again.
    /// - Parameter stamp: the key, and what the command looks like
    /// - Returns: the first answer, or the refusal of another command under the same key; `nil` where no command with this key was decided, or it
    ///   is forgotten after ``idempotencyRetentionSeconds``
    /// - Throws: ``EngineFault``
    public func reply(to stamp: IdempotencyStamp) async throws(EngineFault) -> Reply? {
        let now = now
        return try await read { ledger in ledger.reply(to: stamp, at: now) }
    }

    /// For how long a key is remembered.
    public var idempotencyRetentionSeconds: Int64 { shared.settings.idempotencyRetentionSeconds }
}
