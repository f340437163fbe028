import Foundation

/// A message engine that was started for tests: a real server on a free port of the loopback, with a data folder of its own.
///
/// Whatever is started dies with the test process, however that dies.
package protocol EngineServer: Sendable {
    /// What a driver connects to.
    var url: String { get }
    /// Where it listens; `nil` for an engine that has no process of its own: it lives in those that use it.
    var port: Int? { get }

    /// Has the engine say that it is at another port, which is a proxy; before ``start()``.
    ///
    /// For protocols whose servers tell their clients where to connect (Kafka).
    /// - Parameter port: the proxy's port
    func advertise(port: Int)

    /// Starts it, and returns when it accepts work.
    func start() async throws
    /// Kills it with SIGKILL, children included.
    func kill() async throws
    /// Stops it with SIGSTOP, children included.
    func freeze() async throws
    /// Lets it go on after ``freeze()``.
    func thaw() async throws
    /// Starts it again after ``kill()`` or ``stop()``, at the same port with the same data.
    func restart() async throws
    /// Asks it to end, and waits until it has ended.
    func stop() async throws
    /// The end of what it printed, for the message of a test that failed.
    var log: String { get }
}

extension EngineServer {
    /// Nothing to say.
    /// - Parameter port: the proxy's port
    package func advertise(port: Int) {}

    /// The same as starting.
    package func restart() async throws { try await start() }

    /// The URL with other options, at another port.
    /// - Parameters:
    ///   - options: what is added to the URL's own
    ///   - port: a proxy's; `nil` for the engine's own
    /// - Returns: the URL
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func url(options: [String: String], port: Int? = nil) throws -> String {
        guard var parts = URLComponents(string: url) else { throw ContractViolation("\(url) is no URL") }
        if let port { parts.port = port }
        let added = options.sorted { $0.key < $1.key }.map { URLQueryItem(name: $0.key, value: $0.value) }
        let kept = (parts.queryItems ?? []).filter { options[$0.name] == nil }
        if !(kept + added).isEmpty { parts.queryItems = kept + added }
        return parts.string ?? url
    }
}
