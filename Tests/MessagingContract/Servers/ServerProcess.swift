import BlockingIO

/// A server that is one process (with its children), ready as soon as it answers.
package final class ServerProcess: EngineServer {
    /// What a driver connects to.
    package let url: String
    /// Where it listens.
    package let port: Int?

    private let watchdog: Watchdog
    private let folder: DataFolder
    private let program: String
    private let stopSignal: String
    private let readyWithin: Duration
    private let ready: @Sendable () async -> Bool

    /// Describes a server; ``start()`` starts it.
    /// - Parameters:
    ///   - program: its path, or its name in `FLORIN_TOOLS` or `PATH`
    ///   - arguments: its arguments
    ///   - environment: what its environment has beside ours
    ///   - url: what a driver connects to
    ///   - port: where it listens
    ///   - folder: its data; `output.log` in it takes what it prints
    ///   - stopSignal: what asks it to end
    ///   - readyWithin: how long a start may take
    ///   - ready: whether it accepts work, asked every 20 ms; must return within a second or so
    /// - Throws: ``ContractViolation`` where the program is missing
    package init(
        _ program: String, _ arguments: [String], environment: [String: String] = [:], url: String, port: Int,
        folder: DataFolder, stopSignal: String = "TERM", readyWithin: Duration = .seconds(90),
        ready: @escaping @Sendable () async -> Bool
    ) throws {
        self.program = program
        self.url = url
        self.port = port
        self.folder = folder
        self.stopSignal = stopSignal
        self.readyWithin = readyWithin
        self.ready = ready
        watchdog = try Watchdog(
            program, arguments, environment: environment, folder: folder, log: folder.path + "/output.log")
    }

    /// The end of what it printed.
    package var log: String { folder.end(of: "output.log") }

    /// Starts it, and returns when it is ready.
    package func start() async throws {
        try await watchdog.tell("start")
        let deadline = ContinuousClock.now + readyWithin
        while await !ready() {
            guard watchdog.isRunning else { throw ContractViolation("\(program) ended while it started: \(log)") }
            guard ContinuousClock.now < deadline else {
                throw ContractViolation("\(program) was not ready within \(readyWithin): \(log)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Kills it with SIGKILL, children included.
    package func kill() async throws { try await watchdog.tell("kill") }

    /// Stops it with SIGSTOP, children included.
    package func freeze() async throws { try await watchdog.tell("freeze") }

    /// Lets it go on.
    package func thaw() async throws { try await watchdog.tell("thaw") }

    /// Asks it to end, and waits for that.
    package func stop() async throws {
        try await watchdog.tell("signal \(stopSignal)")
        guard try await watchdog.end(within: .seconds(60)) else {
            throw ContractViolation("\(program) did not end within 60 s after SIG\(stopSignal)")
        }
    }
}
