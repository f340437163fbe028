import Messaging

/// Messages that go to Redis together: as a transaction where there are several, so that none of them comes without those before it.
struct RedisPublication: Sendable {
    private static let maximumMessages = 512
    private static let maximumBytes = 1 << 20

    let commands: RedisCommands
    private let isTransaction: Bool

    /// Puts the next messages together.
    /// - Parameters:
    ///   - messages: all of them
    ///   - next: the first one; afterwards the first one that did not fit
    ///   - replicas: how many must confirm
    ///   - timeout: within what time
    ///   - stream: where a message goes
    init(
        _ messages: [Message], from next: inout Int, replicas: Int, timeout: Duration, stream: (Message) -> String
    ) {
        var commands = RedisCommands()
        commands.reserve(min(Self.maximumBytes, 2048 * (messages.count - next)) + 2048)
        isTransaction = messages.count - next > 1
        if isTransaction { commands.append(RedisCommands("MULTI")) }
        let end = min(messages.count, next + Self.maximumMessages)
        repeat {
            RedisEntry.append(messages[next], to: stream(messages[next]), in: &commands)
            next += 1
        } while next < end && commands.bytes.count < Self.maximumBytes
        if isTransaction { commands.append(RedisCommands("EXEC")) }
        if replicas > 0 {
            commands.append(Self.wait(for: replicas, atMost: timeout))
        }
        self.commands = commands
    }

    /// Waits until so many replicas have what there is by now, a little less long than a call may take.
    static func wait(for replicas: Int, atMost timeout: Duration) -> RedisCommands {
        RedisCommands("WAIT", String(replicas), String(max(1, timeout.millisecondsRoundedUp - 100)))
    }

    /// What the single messages led to.
    func results(_ answers: [RedisReply]) -> [RedisReply] {
        guard isTransaction else { return Array(answers.prefix(1)) }
        for case .array(let results) in answers { return results }
        return []
    }
}
