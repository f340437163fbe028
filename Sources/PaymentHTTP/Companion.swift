/// Something that works beside the server, and that readiness looks at: a relay, an intake.
public protocol Companion: Sendable {
    /// What it is called.
    var name: String { get }
    /// What keeps it from going on, in one sentence; `nil` while it works.
    var fault: String? { get async }
}
