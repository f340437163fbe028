package import Messaging

extension Scene {
    /// Messages with ids `‹key›/‹number›`, numbered within their key from 0.
    /// - Parameters:
    ///   - count: how many
    ///   - keys: over how many keys; 0 for messages without one
    ///   - start: the number of the first within its key
    ///   - size: how large the body is
    /// - Returns: the messages
    package static func messages(_ count: Int, keys: Int = 0, from start: Int = 0, size: Int = 16) -> [Message] {
        (0..<count).map { index in
            let key = keys == 0 ? nil : "key-\(index % keys)"
            let number = start + (keys == 0 ? index : index / keys)
            return Message(
                id: "\(key ?? "none")/\(number)", type: "contract.test", source: "/contract", key: key,
                body: [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size))
        }
    }

    /// Publishes; where the engine goes away, again and again in order until it is done.
    /// - Parameters:
    ///   - messages: what
    ///   - topic: where
    ///   - broker: through whom
    ///   - patience: for how long
    /// - Returns: how often it failed
    /// - Throws: ``ContractViolation``, or what the broker throws
    @discardableResult
    package func publishStubbornly(
        _ messages: [Message], to topic: Topic, through broker: any MessageBroker,
        for patience: Duration = Patience.standard
    ) async throws -> Int {
        let deadline = ContinuousClock.now + patience
        var failures = 0
        while true {
            do throws(MessagingFault) {
                try await broker.publish(messages, to: topic)
                return failures
            } catch {
                guard error.isRetriable, ContinuousClock.now < deadline else { throw error }
                failures += 1
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until something is so; looks every 50 ms.
    /// - Parameters:
    ///   - patience: for how long at the most
    ///   - what: what does not become so, for the message
    ///   - holds: whether it is so
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func eventually(
        within patience: Duration = Patience.standard, _ what: @autoclosure () -> String,
        _ holds: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + patience
        while try await !holds() {
            guard ContinuousClock.now < deadline else {
                throw ContractViolation("Within \(patience) it did not come to this: \(what())")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
