import Messaging
import NIOCore

/// A connection that is made anew when it is gone, with a pause that grows.
actor StompLink {
    /// Prepares a new connection, for instance subscribes, before anybody gets it.
    typealias Preparation = @Sendable (StompConnection) async throws(MessagingFault) -> Void

    private static let firstPause = Duration.milliseconds(50)
    private static let longestPause = Duration.seconds(2)

    private let settings: StompSettings
    private let prepare: Preparation
    private var connection: StompConnection?
    private var pause = firstPause
    private var isOpening = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var isClosed = false

    /// Creates a link; it connects when somebody asks for a connection.
    init(_ settings: StompSettings, prepare: @escaping Preparation = { _ throws(MessagingFault) in }) {
        self.settings = settings
        self.prepare = prepare
    }

    /// The connection, which is open or was a moment ago.
    /// - Parameter deadline: until when to try; as long as a request may take where it is `nil`
    /// - Returns: the connection
    /// - Throws: `denied` at once, what else keeps it from connecting once the deadline has passed, `closed` after ``close()``
    func open(before deadline: NIODeadline? = nil) async throws(MessagingFault) -> StompConnection {
        let deadline = deadline ?? (.now() + settings.timeout.timeAmount)
        while true {
            if isClosed { throw MessagingFault(.closed, "The connection to \(settings.label) was closed") }
            if let connection, connection.isOpen { return connection }
            if isOpening {
                // Whoever opens does so within the same time.
                await withCheckedContinuation { waiting.append($0) }
                continue
            }
            isOpening = true
            defer { opened() }
            return try await opening(before: deadline)
        }
    }

    /// The connection that there is, open or not; it does not connect.
    func current() -> StompConnection? { connection }

    /// Lets go of a connection, so that the next call makes a new one.
    func drop(_ old: StompConnection) {
        if connection === old { connection = nil }
    }

    /// Closes for good.
    func close() async {
        isClosed = true
        let last = connection
        connection = nil
        await last?.disconnect()
    }

    private func opened() {
        isOpening = false
        let woken = waiting
        waiting = []
        for one in woken { one.resume() }
    }

    private func opening(before deadline: NIODeadline) async throws(MessagingFault) -> StompConnection {
        while true {
            do throws(MessagingFault) {
                let new = try await StompConnection.open(settings, before: deadline)
                do throws(MessagingFault) {
                    try await prepare(new)
                } catch {
                    new.close(error)
                    throw error
                }
                guard !isClosed else {
                    await new.disconnect()
                    throw MessagingFault(.closed, "The connection to \(settings.label) was closed")
                }
                connection = new
                pause = Self.firstPause
                return new
            } catch {
                let left = deadline - .now()
                guard error.isRetriable, left > .zero, !isClosed else { throw error }
                let time = min(pause.timeAmount, left)
                pause = min(pause * 2, Self.longestPause)
                do { try await Task.sleep(for: .nanoseconds(time.nanoseconds)) } catch {
                    throw MessagingFault(.unavailable, "Connecting to \(settings.label) was cancelled")
                }
                if deadline - .now() <= .zero { throw error }
            }
        }
    }
}
