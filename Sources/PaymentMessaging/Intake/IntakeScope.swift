/// What keeps the ids and idempotency keys of an intake's messages apart from those of other intakes, and of requests over HTTP.
public struct IntakeScope: Sendable, Hashable {
    /// What stands for the source of messages that name none: their ids are unique there only.
    public var source: String
    /// Whose the idempotency keys are that messages bring: the owner of keys of access, who may use them over HTTP, too; `nil` for nobody's but this
    /// intake's.
    public var owner: String?

    /// Creates a scope.
    /// - Parameters:
    ///   - source: what stands for the source of messages that name none; the same whenever the intake is started
    ///   - owner: whose the idempotency keys are; `nil` for nobody's but this intake's
    public init(source: String = "", owner: String? = nil) {
        self.source = source
        self.owner = owner
    }

    /// What idempotency keys are hashed with; owners have no control characters, so none has the one of an intake.
    var keys: String { owner ?? "\u{1E}\(source)" }
}
