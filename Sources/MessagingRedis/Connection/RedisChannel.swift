import BlockingIO
import Messaging

/// A connection that is made again when it breaks; its calls block, and it belongs to one thread at a time.
final class RedisChannel {
    private let address: RedisAddress
    /// Becomes true when nobody needs the answers any more: waiting for a server that is away ends then.
    private let closing: Monitor<Bool>
    private var link: RedisLink?

    init(_ address: RedisAddress, closing: Monitor<Bool>) {
        self.address = address
        self.closing = closing
    }

    /// Sends commands and waits for all replies.
    /// - Parameters:
    ///   - commands: any number
    ///   - deadline: when it has to be done
    ///   - reply: gets each reply, in order, also those before a fault
    /// - Throws: what the connection broke with; error replies are replies
    func call(
        _ commands: RedisCommands, until deadline: UInt64, reply: (RedisReply) -> Void
    ) throws(MessagingFault) {
        let link = try connected(until: deadline)
        do throws(MessagingFault) {
            try link.send(commands, until: deadline)
            for _ in 0..<commands.count {
                let answer = try link.reply(until: deadline)
                // Somebody flushed the scripts: a new connection loads them again. Or another server has taken over: a new
                // connection may lead there.
                if case .error(let text) = answer, text.hasPrefix("NOSCRIPT") || RedisFault.isElsewhere(text) {
                    self.link = nil
                }
                reply(answer)
            }
        } catch {
            self.link = nil
            throw error
        }
    }

    /// Calls the script, once.
    /// - Returns: what it returned; an error reply is thrown
    func script(_ commands: RedisCommands, until deadline: UInt64) throws(MessagingFault) -> RedisReply {
        var answer = RedisReply.null
        try call(commands, until: deadline) { answer = $0 }
        if case .error(let text) = answer { throw RedisFault.of(reply: text, label: address.label) }
        return answer
    }

    /// Closes the connection.
    func close() {
        link = nil
    }

    private func connected(until deadline: UInt64) throws(MessagingFault) -> RedisLink {
        if let link, !link.isBroken, !link.isStale { return link }
        link = nil
        var pause: UInt64 = 20_000_000
        while true {
            do throws(MessagingFault) {
                let made = try RedisLink(address, until: deadline)
                link = made
                return made
            } catch {
                let now = MonotonicClock.now()
                guard error.isRetriable, now + pause < deadline else { throw error }
                guard closing.wait(untilMonotonicNanoseconds: now + pause, { $0 ? true : nil }) == nil else {
                    throw MessagingFault(.closed, "\(address.label) was closed")
                }
                pause = min(pause * 2, 1_000_000_000)
            }
        }
    }
}
