import BlockingIO
import Messaging

/// A connection on which Redis rings when there may be something.
///
/// It only says that asking is worth while, so a ring too many or too late does no harm. It belongs to one thread.
final class RedisBell {
    private let address: RedisAddress
    private var link: RedisLink?
    /// When the ring that is asked for is overdue; `nil` while none is.
    private var overdue: UInt64?

    init(_ address: RedisAddress) {
        self.address = address
    }

    /// The socket to wait for; `nil` where there is none.
    var descriptor: Int32? { overdue == nil ? nil : link?.descriptor }

    /// Asks for a ring, unless one is asked for.
    /// - Parameters:
    ///   - commands: a command that blocks
    ///   - time: for how long it does
    ///   - deadline: when it has to be asked for
    /// - Throws: what the connection broke with
    func arm(_ commands: RedisCommands, blocking time: Duration, until deadline: UInt64) throws(MessagingFault) {
        let now = MonotonicClock.now()
        if let overdue, now > overdue { drop() }
        guard overdue == nil else { return }
        do throws(MessagingFault) {
            let link = try connected(until: deadline)
            try link.send(commands, until: deadline)
            overdue = now + time.nanoseconds + address.timeout.nanoseconds
        } catch {
            drop()
            throw error
        }
    }

    private func connected(until deadline: UInt64) throws(MessagingFault) -> RedisLink {
        if let link, !link.isStale { return link }
        let made = try RedisLink(address, until: deadline)
        link = made
        return made
    }

    /// Takes the answer, after the socket had something to read.
    func collect() {
        guard let link, overdue != nil else { return }
        overdue = nil
        let answer = try? link.reply(until: address.deadline(from: MonotonicClock.now()))
        switch answer {
        case .none, .error: drop()
        default: break
        }
    }

    /// Closes the connection.
    func drop() {
        link = nil
        overdue = nil
    }
}
