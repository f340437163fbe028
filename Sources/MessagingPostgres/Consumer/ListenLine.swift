import BlockingIO
import Glibc
import Logging
import Messaging

/// The connection that listens, step by step: its thread never waits for the server alone.
struct ListenLine {
    /// What came of a step.
    enum News {
        case nothing
        /// Something happened in these topics.
        case topics(Set<Int32>)
        /// It listens from here on: whatever happened before may have been missed.
        case anything
    }

    private enum Phase {
        case absent(until: UInt64)
        case connecting(LibpqConnection, events: Int32, until: UInt64)
        case listening(LibpqConnection, isSure: Bool)
    }

    private let settings: PostgresSettings
    private let logger: Logger
    private var phase = Phase.absent(until: 0)
    private var failures: UInt64 = 0

    init(_ settings: PostgresSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
    }

    /// When it wants to go on although nothing has come.
    var nextMoment: UInt64 {
        switch phase {
        case .absent(let moment), .connecting(_, _, let moment): moment
        case .listening: .max
        }
    }

    /// Blocks until something has come, somebody signals, or the moment is there.
    func wait(until moment: UInt64, _ wake: WakeDescriptor) {
        var entries = [pollfd(fd: wake.descriptor, events: Int16(POLLIN), revents: 0)]
        switch phase {
        case .absent: break
        case .connecting(let connection, let events, _):
            entries.append(pollfd(fd: connection.socket, events: Int16(truncatingIfNeeded: events), revents: 0))
        case .listening(let connection, _):
            entries.append(pollfd(fd: connection.socket, events: Int16(POLLIN), revents: 0))
        }
        let now = MonotonicClock.now()
        let left = moment > now ? (moment - now).dividedRoundingUp(by: 1_000_000) : 0
        _ = unsafe poll(&entries, nfds_t(entries.count), Int32(truncatingIfNeeded: min(left, 60_000)))
        wake.clear()
    }

    /// Goes on as far as it can without waiting.
    mutating func advance() -> News {
        do throws(PostgresFailure) {
            return try step()
        } catch {
            failures += 1
            logger.debug("not listening", metadata: ["engine": "\(settings.label)", "fault": "\(error.fault)"])
            phase = .absent(until: MonotonicClock.now() + min(100_000_000 << min(failures, 6), 5_000_000_000))
            return .nothing
        }
    }

    private mutating func step() throws(PostgresFailure) -> News {
        let now = MonotonicClock.now()
        switch phase {
        case .absent(let moment):
            guard now >= moment else { return .nothing }
            phase = .connecting(
                try LibpqConnection(beginning: settings), events: Int32(POLLOUT),
                until: now + settings.timeout.wholeNanoseconds)
        case .connecting(let connection, let events, let moment):
            guard now < moment else {
                throw PostgresFailure(.timeout, "no connection within the deadline", label: settings.label)
            }
            guard SocketWait.wait(connection.socket, events, until: 0) != 0 else { return .nothing }
            let next = try connection.advance()
            if next == 0 {
                try connection.send(script: "LISTEN florin")
                phase = .listening(connection, isSure: false)
            } else {
                phase = .connecting(connection, events: next, until: moment)
            }
        case .listening(let connection, let isSure):
            // The first answer is that to LISTEN.
            guard SocketWait.wait(connection.socket, POLLIN, until: 0) != 0 else { return .nothing }
            let payloads = try connection.takeNotifications()
            phase = .listening(connection, isSure: true)
            failures = 0
            guard isSure else { return .anything }
            return .topics(Set(payloads.compactMap { Int32($0) }))
        }
        return .nothing
    }
}

extension UInt64 {
    /// Divides, and leaves no rest behind.
    fileprivate func dividedRoundingUp(by divisor: UInt64) -> UInt64 {
        (self + divisor - 1) / divisor
    }
}
