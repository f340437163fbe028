import Foundation
import Logging
package import Messaging
import Synchronization

/// What a case has before it: an engine, fresh names, and brokers and consumers that are put away afterwards.
package final class Scene: Sendable {
    /// What is judged.
    package let subject: ContractSubject
    /// Its server: started, unless the case has one of its own.
    package let server: any EngineServer
    /// A broker of the engine.
    package let broker: any MessageBroker
    /// What its driver promises.
    package let guarantees: Guarantees

    private let prefix = String(UUID().uuidString.lowercased().prefix(8))
    private let state = Mutex((names: 0, brokers: [any MessageBroker](), members: [Member]()))

    init(of subject: ContractSubject, at server: any EngineServer) throws {
        self.subject = subject
        self.server = server
        let broker = try subject.open(BrokerURL(server.url), Self.logger(subject.name))
        self.broker = broker
        guarantees = broker.guarantees
        state.withLock { $0.brokers.append(broker) }
    }

    /// Opens another broker.
    /// - Parameters:
    ///   - options: what is added to the URL
    ///   - port: a proxy's; `nil` for the engine's own
    /// - Returns: the broker, not connected yet
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func open(_ options: [String: String] = [:], port: Int? = nil) throws -> any MessageBroker {
        let url = try BrokerURL(server.url(options: options, port: port))
        let broker = try subject.open(url, Self.logger(subject.name))
        state.withLock { $0.brokers.append(broker) }
        return broker
    }

    /// A name that nobody has used.
    /// - Parameter word: what it begins with
    /// - Returns: the name
    package func name(_ word: String) -> String {
        let number = state.withLock { state in
            state.names += 1
            return state.names
        }
        return "\(word)-\(prefix)-\(number)"
    }

    /// A topic of its own that is not declared yet.
    /// - Parameter kind: a topic or a queue
    /// - Returns: the topic
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func topic(_ kind: Topic.Kind = .topic) throws -> Topic {
        try Topic(name(kind.rawValue), kind: kind)
    }

    /// A declared group of a topic that is its own, or of another one.
    /// - Parameters:
    ///   - topic: the topic; `nil` for one of its own
    ///   - start: where it starts; `nil` for the beginning where the engine can, else the end
    /// - Returns: the group
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func group(of topic: Topic? = nil, startingAt start: GroupStart? = nil) async throws -> ConsumerGroup {
        let topic = try topic ?? self.topic()
        let group = try ConsumerGroup(topic.kind == .queue ? topic.name : name("group"), of: topic)
        try await broker.declare(group, startingAt: start ?? anyStart)
        return group
    }

    /// The declared group of a queue that is its own.
    package func queue() async throws -> ConsumerGroup {
        try await group(of: topic(.queue))
    }

    /// A start that the engine can do.
    package var anyStart: GroupStart { guarantees.starts.contains(.beginning) ? .beginning : .end }

    /// Starts another process.
    /// - Parameters:
    ///   - role: what it does
    ///   - group: the group, or the topic of it
    ///   - options: what is added to the URL
    /// - Returns: the process, started
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func member(
        _ role: Member.Role, _ group: ConsumerGroup, options: [String: String] = [:]
    ) async throws -> Member {
        let member = try Member(role, group, url: server.url(options: options))
        state.withLock { $0.members.append(member) }
        try await member.start()
        return member
    }

    /// Puts everything away.
    func close() async {
        let (brokers, members) = state.withLock { ($0.brokers, $0.members) }
        for member in members { try? await member.kill() }
        for broker in brokers { await broker.close() }
    }

    /// What drivers have to say: nothing, or everything with `FLORIN_CONTRACT_LOG`.
    static func logger(_ name: String) -> Logger {
        guard ProcessInfo.processInfo.environment["FLORIN_CONTRACT_LOG"] != nil else {
            return Logger(label: name) { _ in SwiftLogNoOpLogHandler() }
        }
        var logger = Logger(label: name) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .debug
        return logger
    }
}
