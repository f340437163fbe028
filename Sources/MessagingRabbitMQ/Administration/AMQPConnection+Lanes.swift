import Messaging

/// How many lanes a topic has.
extension AMQPConnection {
    /// The number of lanes is in the name of the exchange that gets the rest, which the engine compares.
    func makeLanes(
        _ name: String, of topic: Topic, _ partitions: Int, on channel: inout UInt16
    ) throws(AMQPFault) -> Int {
        do throws(AMQPFault) {
            try declareLanes(name, of: topic, partitions, on: channel)
            return partitions
        } catch {
            if error.isForbidden { return try findLanes(name, of: topic, partitions, on: &channel, because: error) }
            guard case .channelRefused(406, let text) = error else { throw error }
            channel = try openChannel()
            if let told = Self.partitions(in: text, of: name) {
                try declareLanes(name, of: topic, told, on: channel)
                return told
            }
        }
        // The engine's text ends after 255 bytes: with a long name the number is not in it.
        for partitions in 1...256 {
            do throws(AMQPFault) {
                try declareLanes(name, of: topic, partitions, on: channel)
                return partitions
            } catch {
                guard error.isOtherwise else { throw error }
                channel = try openChannel()
            }
        }
        throw .channelRefused(code: 406, text: "The exchange \(name) was made by something else")
    }

    /// Finds out how many lanes there are, without making anything: by the name of the exchange that gets the rest.
    private func findLanes(
        _ name: String, of topic: Topic, _ partitions: Int, on channel: inout UInt16, because fault: AMQPFault
    ) throws(AMQPFault) -> Int {
        for partitions in [partitions] + Array(1...256) {
            channel = try openChannel()
            do throws(AMQPFault) {
                let rest = Place.restExchange(of: topic, partitions: partitions)
                try declareExchange(rest, type: "fanout", isPassive: true, on: channel)
                return partitions
            } catch {
                guard error.isNotFound else { throw error }
            }
        }
        throw fault
    }

    private func declareLanes(
        _ name: String, of topic: Topic, _ partitions: Int, on channel: UInt16
    ) throws(AMQPFault) {
        let rest = Place.restExchange(of: topic, partitions: partitions)
        try declareExchange(name, type: "direct", [("alternate-exchange", .text(rest))], on: channel)
    }

    /// Reads the number of lanes in the engine's words: `… but current is the value 'payments:lanes:8' …`.
    static func partitions(in text: String, of name: String) -> Int? {
        guard let current = text.ranges(of: "current is").last else { return nil }
        guard let found = text[current.upperBound...].ranges(of: name + ":").first else { return nil }
        return Int(text[found.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }
}
