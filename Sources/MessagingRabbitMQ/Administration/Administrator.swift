import BlockingIO
import Messaging

/// The connection for everything but publishing and consuming: makes, counts, looks at and clears queues.
///
/// Its calls block its own thread. It has no heartbeats, as nobody looks after it between calls: a call that finds the connection dead opens
/// another one.
actor Administrator {
    nonisolated let settings: RabbitMQSettings
    private let executor: ThreadExecutor
    private var connection: AMQPConnection?
    private var channel: UInt16 = 0
    private var isClosed = false
    /// Counts connections: calls that wait in between see whether theirs is still the one.
    private(set) var session: UInt64 = 0

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(_ settings: RabbitMQSettings) throws(MessagingFault) {
        self.settings = settings
        do throws(ThreadFault) {
            executor = try ThreadExecutor(name: "amqp-admin")
        } catch {
            throw MessagingFault(.unavailable, "There is no thread for \(settings.label)", underlying: error)
        }
    }

    /// Connects, once.
    func connect() throws(MessagingFault) {
        do throws(AMQPFault) {
            _ = try open(until: settings.deadline())
        } catch {
            throw settings.fault(error)
        }
    }

    /// Closes the connection for good.
    func close() {
        isClosed = true
        connection?.deadline = MonotonicClock.now() + 2_000_000_000
        connection?.close()
        connection = nil
    }

    /// Does something on the connection, and again on another one where the first is dead; until the deadline.
    /// - Parameters:
    ///   - deadline: until when, in nanoseconds of the monotonic clock
    ///   - body: what is done; it may be done twice
    /// - Returns: what it returns
    /// - Throws: what it throws, or what kept it from being tried
    func perform<Result>(
        until deadline: UInt64, _ body: (AMQPConnection, UInt16) throws(AMQPFault) -> Result
    ) async throws(MessagingFault) -> Result {
        var pause = ReconnectPause()
        while true {
            guard !isClosed else { throw MessagingFault(.closed, "The broker is closed") }
            do throws(AMQPFault) {
                let connection = try open(until: deadline)
                do throws(AMQPFault) {
                    while try connection.nextEvent() != nil {}
                    return try body(connection, channel)
                } catch {
                    try recover(from: error)
                    throw error
                }
            } catch {
                let fault = settings.fault(error)
                let now = MonotonicClock.now()
                guard fault.isRetriable, now < deadline else { throw fault }
                pause.fail(now, fault)
                guard pause.end < deadline else { throw fault }
                try? await Task.sleep(for: .nanoseconds(Int64(clamping: pause.end - now)))
                if Task.isCancelled { throw fault }
            }
        }
    }

    private func open(until deadline: UInt64) throws(AMQPFault) -> AMQPConnection {
        if let connection {
            connection.deadline = deadline
            return connection
        }
        let opened = try AMQPConnection.open(settings, name: "florin administrator", heartbeat: 0, until: deadline)
        channel = try opened.openChannel()
        connection = opened
        session += 1
        return opened
    }

    /// After a refusal only the channel is gone.
    private func recover(from fault: AMQPFault) throws(AMQPFault) {
        guard fault.leavesConnection, let connection else {
            self.connection = nil
            return
        }
        do throws(AMQPFault) {
            channel = try connection.openChannel()
        } catch {
            self.connection = nil
            throw error
        }
    }

    /// Forgets the connection, of which nobody knows any more how far it is.
    func abandon() {
        connection = nil
    }
}
