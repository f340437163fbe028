/// Where the messages of an intake come from, and so what may be believed of them.
public enum IntakeOrigin: Sendable, Hashable {
    /// From Florin's own HTTP server: their headers name the owner, the idempotency key and the promised payment.
    case server
    /// From elsewhere.
    case elsewhere
}
