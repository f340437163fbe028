import MessagingContract

/// The server of an engine that is only memory.
struct DebugServer: EngineServer {
    var url: String { "debug:" }
    var port: Int? { nil }
    var log: String { "" }
    func start() async throws {}
    func kill() async throws {}
    func freeze() async throws {}
    func thaw() async throws {}
    func stop() async throws {}
}
