import BlockingIO
import Logging
import Messaging

/// A connection on which Redis rings when there may be something.
///
/// It only says that asking is worth while, so a ring too many or too late does no harm. It belongs to one thread.
final class RedisBell {
    /// How long it is silent after it failed: whoever waits looks from time to time anyway.
    private static let rest: Duration = .seconds(1)

    private let address: RedisAddress
    private let logger: Logger
    private var link: RedisLink?
    /// When the ring that is asked for is overdue; `nil` while none is.
    private var overdue: UInt64?
    /// No ring is asked for before.
    private var silent: UInt64 = 0
    private var hasComplained = false

    init(_ address: RedisAddress, logger: Logger) {
        self.address = address
        self.logger = logger
    }

    /// The socket to wait for; `nil` where there is none.
    var descriptor: Int32? { overdue == nil ? nil : link?.descriptor }

    /// Asks for a ring, unless one is asked for, or it failed just now.
    /// - Parameters:
    ///   - commands: a command that blocks
    ///   - time: for how long it does
    ///   - deadline: when it has to be asked for
    /// - Throws: what the connection broke with
    func arm(_ commands: RedisCommands, blocking time: Duration, until deadline: UInt64) throws(MessagingFault) {
        let now = MonotonicClock.now()
        if let overdue, now > overdue { drop() }
        guard overdue == nil, now >= silent else { return }
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
        let now = MonotonicClock.now()
        do throws(MessagingFault) {
            guard case .error(let text) = try link.reply(until: address.deadline(from: now)) else { return }
            // The next one would get the same answer: its memory is full, or the user may not ask.
            silent = now + Self.rest.nanoseconds
            if RedisFault.isElsewhere(text) { drop() }
            complain(text)
        } catch {
            silent = now + Self.rest.nanoseconds
            drop()
        }
    }

    private func complain(_ text: String) {
        guard !hasComplained, text.hasPrefix("NOPERM") else { return }
        hasComplained = true
        logger.warning(
            "Redis does not let the user wait (XREAD, BLMOVE): it is asked twice a second instead",
            metadata: ["fault": "\(RedisFault.of(reply: text, label: address.label))"])
    }

    /// Closes the connection.
    func drop() {
        link = nil
        overdue = nil
    }
}
