import BlockingIO
import CLibpq
import Glibc
import Messaging

/// One connection to the server: owns libpq's memory and socket, and belongs to one thread at a time.
///
/// Nothing here waits longer than its deadline; a connection that missed one is broken, because the answer may still come.
@safe
final class LibpqConnection {
    private let pointer: OpaquePointer
    private let label: String

    /// Whether it is of no use any more.
    private(set) var isBroken = false

    /// Begins to connect: ``advance(_:)`` goes on.
    /// - Parameter settings: where to, and who
    /// - Throws: ``PostgresFailure`` where libpq does not even begin
    init(beginning settings: PostgresSettings) throws(PostgresFailure) {
        guard
            let pointer = unsafe settings.withPointers({ names, values in
                unsafe PQconnectStartParams(names, values, 0)
            })
        else {
            throw PostgresFailure(.unavailable, "there is no memory for a connection", label: settings.label)
        }
        unsafe self.pointer = unsafe pointer
        label = settings.label
        // Verbose: the states, by which the reason is known in any language, are only then in the text.
        unsafe PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
        unsafe PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        if unsafe PQstatus(pointer) == CONNECTION_BAD { throw connectFailure() }
    }

    deinit {
        if isBroken { shutdown(socket, Int32(SHUT_RDWR)) }
        unsafe PQfinish(pointer)
    }

    /// The socket; it may change while connecting.
    var socket: Int32 { unsafe PQsocket(pointer) }

    // MARK: Connecting

    /// Goes on connecting.
    /// - Returns: what to wait for on the socket (`POLLIN` or `POLLOUT`), or 0 once it is connected
    /// - Throws: ``PostgresFailure`` where it does not succeed
    func advance() throws(PostgresFailure) -> Int32 {
        switch unsafe PQconnectPoll(pointer) {
        case PGRES_POLLING_READING: return POLLIN
        case PGRES_POLLING_WRITING: return Int32(POLLOUT)
        case PGRES_POLLING_OK:
            unsafe PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
            unsafe PQsetnonblocking(pointer, 1)
            return 0
        default: throw connectFailure()
        }
    }

    /// Connects.
    /// - Parameters:
    ///   - settings: where to, and who
    ///   - deadline: nanoseconds of `MonotonicClock`
    /// - Returns: the connection
    /// - Throws: ``PostgresFailure`` where it does not succeed in time
    static func open(_ settings: PostgresSettings, until deadline: UInt64) throws(PostgresFailure) -> LibpqConnection {
        let connection = try LibpqConnection(beginning: settings)
        var events = Int32(POLLOUT)
        while events != 0 {
            guard SocketWait.wait(connection.socket, events, until: deadline) != 0 else {
                connection.isBroken = true
                throw PostgresFailure(
                    .timeout, "no connection within the deadline", label: settings.label, isBroken: true)
            }
            events = try connection.advance()
        }
        return connection
    }

    private func connectFailure() -> PostgresFailure {
        isBroken = true
        let text = unsafe PQerrorMessage(pointer).map { unsafe String(cString: $0) } ?? ""
        return ConnectMessage(text).failure(label: label)
    }

    // MARK: Talking

    /// Whether the server is still there, as far as the socket knows.
    func isAlive() -> Bool {
        // A server that shuts down says so before it closes: the end comes behind what there is to read.
        while !isBroken, SocketWait.wait(socket, POLLIN, until: 0) != 0 {
            if unsafe PQconsumeInput(pointer) == 0 || PQstatus(pointer) != CONNECTION_OK { isBroken = true }
        }
        return !isBroken
    }

    /// Sends a statement with parameters; the answer is in binary form.
    func send(_ sql: String, _ parameters: StatementParameters) throws(PostgresFailure) {
        let isSent = unsafe parameters.withPointers { count, types, values, lengths, formats in
            unsafe PQsendQueryParams(pointer, sql, count, types, values, lengths, formats, 1)
        }
        guard isSent != 0 else { throw lost() }
    }

    /// Sends statements without parameters.
    func send(script: String) throws(PostgresFailure) {
        guard unsafe PQsendQuery(pointer, script) != 0 else { throw lost() }
    }

    /// Waits for the answer to what was sent.
    /// - Parameter deadline: nanoseconds of `MonotonicClock`
    /// - Returns: the last result
    /// - Throws: ``PostgresFailure``: what the server says, or that it says nothing
    func answer(until deadline: UInt64) throws(PostgresFailure) -> StatementResult {
        try flush(until: deadline)
        var last: StatementResult?
        var bad: StatementResult?
        var isUndone = true
        while true {
            do throws(PostgresFailure) {
                while unsafe PQisBusy(pointer) != 0 { try read(POLLIN, until: deadline) }
            } catch {
                // What the server said before it closed says more.
                if let bad { throw failure(bad, isUndone: isUndone) }
                throw error
            }
            guard let next = unsafe PQgetResult(pointer) else { break }
            let result = unsafe StatementResult(next)
            if result.isFine {
                if bad == nil { isUndone = false }
            } else if bad == nil {
                bad = result
            }
            last = result
        }
        if let bad { throw failure(bad, isUndone: isUndone) }
        guard let last else { throw lost() }
        return last
    }

    private func failure(_ result: StatementResult, isUndone: Bool) -> PostgresFailure {
        if unsafe PQstatus(pointer) != CONNECTION_OK || result.state == PostgresFailure.State.shutdown {
            isBroken = true
        }
        var failure = PostgresFailure(state: result.state, text: result.message, label: label, isBroken: isBroken)
        failure.isUndone = isUndone && result.state == PostgresFailure.State.shutdown
        return failure
    }

    private func flush(until deadline: UInt64) throws(PostgresFailure) {
        while true {
            switch unsafe PQflush(pointer) {
            case 0: return
            case 1: try read(POLLIN | Int32(POLLOUT), until: deadline)
            default: throw lost()
            }
        }
    }

    private func read(_ events: Int32, until deadline: UInt64) throws(PostgresFailure) {
        // What TLS has read already does not show at the socket: it is looked for now and then.
        let usesTLS = unsafe PQsslInUse(pointer) != 0
        let moment = usesTLS ? min(MonotonicClock.now() + 200_000_000, deadline) : deadline
        let ready = SocketWait.wait(socket, events, until: moment)
        guard ready != 0 || MonotonicClock.now() < deadline else {
            isBroken = true
            throw PostgresFailure(.timeout, "no answer within the deadline", label: label, isBroken: true)
        }
        if ready & ~Int32(POLLOUT) != 0 || ready == 0, unsafe PQconsumeInput(pointer) == 0 { throw lost() }
    }

    private func lost() -> PostgresFailure {
        isBroken = true
        let text = unsafe PQerrorMessage(pointer).map { unsafe String(cString: $0) } ?? ""
        return PostgresFailure(
            .unavailable, ConnectMessage(text).words ?? "the connection is lost", label: label, isBroken: true)
    }

    // MARK: Notifications

    /// Takes in what has come, without waiting.
    /// - Returns: the payloads of the notifications among it
    /// - Throws: ``PostgresFailure`` where the connection is lost
    func takeNotifications() throws(PostgresFailure) -> [String] {
        guard unsafe PQflush(pointer) >= 0, unsafe PQconsumeInput(pointer) != 0 else { throw lost() }
        while unsafe PQisBusy(pointer) == 0, let next = unsafe PQgetResult(pointer) {
            let result = unsafe StatementResult(next)
            guard result.isFine else {
                isBroken = true
                throw PostgresFailure(state: result.state, text: result.message, label: label, isBroken: true)
            }
        }
        var payloads: [String] = []
        while let notification = unsafe PQnotifies(pointer) {
            unsafe payloads.append(String(cString: notification.pointee.extra))
            unsafe PQfreemem(notification)
        }
        return payloads
    }
}
