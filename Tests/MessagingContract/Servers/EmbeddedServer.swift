/// The embedded engine: a folder, and nothing that runs.
package struct EmbeddedServer: EngineServer {
    private let folder: DataFolder
    /// Kept so that the folder goes when the test process is killed.
    private let watchdog: Watchdog

    init(_ folder: DataFolder) throws {
        self.folder = folder
        watchdog = try Watchdog("true", [], folder: folder)
    }

    /// The folder.
    package var url: String { "embedded:\(folder.path)/messages" }
    /// It has no process.
    package var port: Int? { nil }
    /// It says nothing.
    package var log: String { "" }
    /// Nothing to start.
    package func start() async throws {}
    /// Nothing to kill.
    package func kill() async throws {}
    /// Nothing to freeze.
    package func freeze() async throws {}
    /// Nothing to thaw.
    package func thaw() async throws {}
    /// Nothing to stop.
    package func stop() async throws {}
}

extension ContractSubject {
    /// The embedded engine, which lives in the processes that use it.
    package static let embedded = ContractSubject("Embedded", hasProcess: false) { try EmbeddedServer($0) }
}
