import ArgumentParser
import Foundation
import Messaging
import MessagingEngines

/// Which message engine a command works on.
struct QueueOptions: ParsableArguments {
    @Option(
        help: """
            The message engine: embedded:, embedded:FILE, or the URL of a server, such as amqp://user:password@host. \
            Default embedded:, the queues of the data folder.
            """)
    var broker = "embedded:"

    @OptionGroup
    var settings: SettingsOptions

    /// Opens the engine, lets a body work on it, and closes it.
    /// - Throws: ``CommandFailure`` with a sentence of what the engine says
    func with(_ body: (any MessageBroker) async throws(MessagingFault) -> Void) async throws {
        let settings = try await settings.settings()
        let fault: MessagingFault?
        do throws(MessagingFault) {
            let url = try Composition.brokerURL(broker, data: settings.data)
            try QueueOptions.checkFile(of: url)
            let broker = try MessagingEngines.broker(for: url, logger: Composition.logger(level: settings.logLevel))
            fault = await QueueOptions.run(body, broker)
        } catch {
            fault = error
        }
        if let fault { throw CommandFailure(fault.message + ".") }
    }

    /// Opens the engine for a command on one queue or group that must be there.
    /// - Throws: ``CommandFailure`` where it is not, and as ``with(_:)``
    func with(
        _ name: String, _ body: (any MessageBroker, ConsumerGroup, Depth) async throws(MessagingFault) -> Void
    ) async throws {
        try await with { (broker) throws(MessagingFault) in
            let group: ConsumerGroup
            do throws(MessagingFault) {
                group = try ConsumerGroup(reference: name)
            } catch {
                throw MessagingFault(.invalid, "'\(LineText.escaped(name))' is no queue: \(error.message)")
            }
            let depth: Depth
            do throws(MessagingFault) {
                depth = try await broker.depth(of: group)
            } catch {
                guard error.code == .unroutable else { throw error }
                throw MessagingFault(
                    .unroutable, "There is no \(group) at \(broker.label); florin queue list shows those that there are"
                )
            }
            try await body(broker, group, depth)
        }
    }

    private static func run(
        _ body: (any MessageBroker) async throws(MessagingFault) -> Void, _ broker: any MessageBroker
    ) async -> MessagingFault? {
        var fault: MessagingFault?
        do throws(MessagingFault) {
            try await body(broker)
        } catch {
            fault = error
        }
        await broker.close()
        return fault
    }

    /// Looking at queues makes none: an embedded file must be there.
    private static func checkFile(of url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "embedded", !url.path.isEmpty, !FileManager.default.fileExists(atPath: url.path) else {
            return
        }
        throw MessagingFault(
            .unroutable, "There are no queues: the file \(url.path) does not exist, florin serve makes it")
    }
}
