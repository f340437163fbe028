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

    /// Looks whether each of them is there, side by side and for two seconds at the most.
    /// - Parameter logger: hears of those that are away
    /// - Returns: the labels of those that are away, and why
    /// - Throws: ``CommandFailure`` that names engine, host and cause where waiting helps nothing, such as a refused password
    func away(logger: Logger) async throws -> [(label: String, fault: MessagingFault)] {
        let probes = try brokers.keys.sorted().map { address in try probe(address) }
        let faults = await withTaskGroup(
            of: (label: String, fault: MessagingFault?).self, returning: [(label: String, fault: MessagingFault)].self
        ) { tasks in
            for probe in probes { tasks.addTask { (label: probe.label, fault: await Brokers.fault(of: probe)) } }
            var faults: [(label: String, fault: MessagingFault)] = []
            for await (label, fault) in tasks { if let fault { faults.append((label: label, fault: fault)) } }
            return faults
        }
        for (label, fault) in faults {
            guard fault.isRetriable else { throw CommandFailure("\(fault.message).") }
            logger.warning(
                "A message engine is away; Florin starts, and waits for it",
                metadata: ["broker": "\(label)", "reason": "\(fault.message)"])
        }
        return faults
    }

    private static func fault(of probe: any MessageBroker) async -> MessagingFault? {
        let result: MessagingFault?
        do throws(MessagingFault) {
            try await probe.connect()
            result = nil
        } catch {
            result = error
        }
        await probe.close()
        return result
    }

    /// The same engine once more, with a short deadline, for one question.
    private func probe(_ address: String) throws -> any MessageBroker {
        var address = address
        if !address.hasPrefix("embedded:"), var parts = URLComponents(string: address) {
            let kept = (parts.queryItems ?? []).filter { $0.name != "timeout" }
            parts.queryItems = kept + [URLQueryItem(name: "timeout", value: "2s")]
            address = parts.string ?? address
        }
        do throws(MessagingFault) {
            return try MessagingEngines.broker(for: try BrokerURL(address), logger: logger)
        } catch {
            throw CommandFailure("\(error.message).")
        }
    }

    /// Closes all connections.
    func close() async {
        for broker in all { await broker.close() }
    }
}
