package import Logging
package import Messaging
import MessagingEngines

/// An engine with its driver, to be judged: how its server starts, and how a broker for it opens.
package struct ContractSubject: Sendable {
    /// Opens a broker without connecting.
    package typealias Opener = @Sendable (BrokerURL, Logger) throws(MessagingFault) -> any MessageBroker

    /// What people call the engine.
    package let name: String
    /// The programs that its server needs.
    package let programs: [String]
    /// Whether other processes can use what this one uses.
    package let spansProcesses: Bool
    /// Whether the engine has processes of its own, which can be killed; else it lives in those that use it.
    package let hasProcess: Bool
    /// Makes a server that is not started yet; its data go into the folder.
    package let server: @Sendable (DataFolder) async throws -> any EngineServer
    /// Opens a broker without connecting.
    package let open: Opener

    /// Describes a subject.
    /// - Parameters:
    ///   - name: what people call the engine
    ///   - programs: paths or names of the programs that its server needs; where one is missing the subject is skipped, and fails in CI
    ///   - spansProcesses: whether other processes can use what this one uses
    ///   - hasProcess: whether the engine has processes of its own, which can be killed
    ///   - open: opens a broker
    ///   - server: makes a server that is not started yet; its data go into the folder
    package init(
        _ name: String, programs: [String] = [], spansProcesses: Bool = true, hasProcess: Bool = true,
        open: @escaping Opener = { (url, logger) throws(MessagingFault) in
            try MessagingEngines.broker(for: url, logger: logger)
        },
        server: @escaping @Sendable (DataFolder) async throws -> any EngineServer
    ) {
        self.name = name
        self.programs = programs
        self.spansProcesses = spansProcesses
        self.hasProcess = hasProcess
        self.open = open
        self.server = server
    }

    /// The first of its programs that this machine does not have; `nil` where it has all.
    package var missingProgram: String? { programs.first { Program.path($0) == nil } }
}
