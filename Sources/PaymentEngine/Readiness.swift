/// Whether the engine can serve.
public struct Readiness: Sendable, Hashable {
    /// Whether the state has been rebuilt and commands are taken.
    public var isReady: Bool

    /// Whether commands can be made durable.
    public var acceptsWrites: Bool

    /// What is amiss.
    public var reason: String?

    /// Creates a readiness.
    /// - Parameters:
    ///   - isReady: whether the state has been rebuilt and commands are taken
    ///   - acceptsWrites: whether commands can be made durable
    ///   - reason: what is amiss
    public init(isReady: Bool, acceptsWrites: Bool, reason: String? = nil) {
        self.isReady = isReady
        self.acceptsWrites = acceptsWrites
        self.reason = reason
    }

    static let starting = Readiness(isReady: false, acceptsWrites: false, reason: "The state is being rebuilt.")
    static let serving = Readiness(isReady: true, acceptsWrites: true)
    static let full = Readiness(isReady: true, acceptsWrites: false, reason: "The journal's disk is full.")
    static let unwritable = Readiness(
        isReady: true, acceptsWrites: false, reason: "The journal cannot be written.")
    static let recovering = Readiness(
        isReady: false, acceptsWrites: false, reason: "The journal failed and is being opened again.")
    static let stopped = Readiness(isReady: false, acceptsWrites: false, reason: "The engine has stopped.")
}
