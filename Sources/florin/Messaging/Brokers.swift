import Foundation
import Logging
import Messaging
import MessagingEngines

/// The message engines of a process: one for every address, however many relays and intakes use it.
final class Brokers {
    private let data: String
    private let logger: Logger
    private var brokers: [String: any MessageBroker] = [:]
    /// All of them, in the order of their making.
    private(set) var all: [any MessageBroker] = []

    /// - Parameters:
    ///   - data: the data folder, where the file of `embedded:` lies
    ///   - logger: where they log
    init(data: String, logger: Logger) {
        self.data = data
        self.logger = logger
    }

    /// The engine of a URL.
    /// - Parameter text: the URL; what follows its `#` does not matter
    /// - Returns: the one that was made before for the same address, or a new one; not yet connected
    /// - Throws: ``CommandFailure`` that says what is wrong with the URL
    func broker(_ text: String) throws -> any MessageBroker {
        let address = Brokers.resolve(String(text.prefix { $0 != "#" }), in: data)
        if let broker = brokers[address] { return broker }
        do throws(MessagingFault) {
            let broker = try MessagingEngines.broker(for: try BrokerURL(address), logger: logger)
            brokers[address] = broker
            all.append(broker)
            return broker
        } catch {
            throw CommandFailure("\(error.message).")
        }
    }

    /// Puts the data folder before the file of an embedded queue that has no folder of its own.
    static func resolve(_ address: String, in data: String) -> String {
        let scheme = "embedded:"
        guard address.lowercased().hasPrefix(scheme) else { return address }
        let rest = address.dropFirst(scheme.count)
        let path = rest.prefix { $0 != "?" }
        if path.hasPrefix("/") { return address }
        // A relative path is encoded as the URL's would be.
        let folder = data.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? data
        return scheme + folder + "/" + (path.isEmpty ? "queues.sqlite" : path) + rest.dropFirst(path.count)
    }

    /// Connects to each, so that a wrong password stops the start; an engine that is away does not.
    /// - Throws: ``CommandFailure`` that names engine, host and cause
    func connect() async throws {
        for broker in all {
            do throws(MessagingFault) {
                try await broker.connect()
            } catch {
                guard error.isRetriable else { throw CommandFailure("\(error.message).") }
                logger.warning(
                    "A message engine is away; Florin starts, and waits for it",
                    metadata: ["broker": "\(broker.label)", "reason": "\(error.message)"])
            }
        }
    }

    /// Closes all connections.
    func close() async {
        for broker in all { await broker.close() }
    }
}
