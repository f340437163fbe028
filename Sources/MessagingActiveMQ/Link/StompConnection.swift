import Messaging
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// One connection to a server: requests that end with a receipt, and an inbox for the messages.
///
/// Calls come from any task; what the server says is taken on the channel's event loop. Nobody opens it again: a ``StompLink`` makes a new one.
final class StompConnection: Sendable {
    private struct State {
        var session = StompSession()
        var heartBeat = StompHeartBeat(server: nil, now: .now())
        var requests: [UInt64: CheckedContinuation<Result<Void, MessagingFault>, Never>] = [:]
        // Those that ended before they began to wait.
        var ended: [UInt64: Result<Void, MessagingFault>] = [:]
        var opening: CheckedContinuation<Result<Void, MessagingFault>, Never>?
        var isOpen = false
        var fault: MessagingFault?
        var channel: (any Channel)?
        var engine: String?
    }

    /// The messages of this connection's subscriptions.
    let inbox = StompInbox()
    private let settings: StompSettings
    private let state = Mutex(State())

    private init(_ settings: StompSettings) {
        self.settings = settings
    }

    /// Connects and logs in.
    /// - Throws: `denied`, `unavailable` or `timeout`
    static func open(
        _ settings: StompSettings, before deadline: NIODeadline
    ) async throws(MessagingFault) -> StompConnection {
        let connection = StompConnection(settings)
        let left = max(.milliseconds(1), deadline - .now())
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(left)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls = settings.tls {
                        try channel.pipeline.syncOperations.addHandler(settings.encryption(tls))
                    }
                    try channel.pipeline.syncOperations.addHandler(StompChannelHandler(connection))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.connect(host: settings.host, port: settings.port).get()
        } catch {
            throw MessagingFault(.unavailable, "\(settings.label) cannot be reached", underlying: error)
        }
        connection.state.withLock { $0.channel = channel }
        try await connection.logIn(on: channel, before: deadline)
        return connection
    }

    /// Whether requests have a chance.
    var isOpen: Bool { state.withLock { $0.isOpen && $0.fault == nil } }

    /// Which broker this is, the same for all connections until it starts again; `nil` where it does not say.
    var engine: String? { state.withLock { $0.engine } }

    /// Sends frames, of which the last one gets a receipt, and waits for that: the server has then done all of them.
    ///
    /// Where it does not come in time the connection is closed: nobody could say what the server did.
    func request(_ frames: [StompFrame]) async throws(MessagingFault) {
        try await request(count: frames.count) { (index, buffer, receipt) in
            var frame = frames[index]
            if let receipt { frame.headers.append(StompHeader("receipt", receipt)) }
            StompFrameEncoder.write(frame, into: &buffer)
        }
    }

    /// The same for frames that are written one by one.
    func request(
        count: Int, deadline: NIODeadline? = nil,
        _ write: (_ index: Int, _ buffer: inout ByteBuffer, _ receipt: String?) -> Void
    ) async throws(MessagingFault) {
        let (receipt, channel) = try begin()
        var buffer = channel.allocator.buffer(capacity: 1024)
        for index in 0..<count { write(index, &buffer, index == count - 1 ? String(receipt) : nil) }
        channel.writeAndFlush(buffer, promise: nil)
        let deadline = deadline ?? (.now() + settings.timeout.timeAmount)
        let alarm = channel.eventLoop.scheduleTask(deadline: deadline) { [weak self] in self?.expire() }
        let result: Result<Void, MessagingFault> = await withCheckedContinuation { continuation in
            let early: Result<Void, MessagingFault>? = state.withLock { state in
                if let result = state.ended.removeValue(forKey: receipt) { return result }
                if let fault = state.fault { return .failure(fault) }
                state.requests[receipt] = continuation
                return nil
            }
            if let early { continuation.resume(returning: early) }
        }
        alarm.cancel()
        try result.get()
    }

    /// Sends frames that nobody confirms.
    func send(_ frames: [StompFrame]) throws(MessagingFault) {
        let channel = try openChannel()
        var buffer = channel.allocator.buffer(capacity: 1024)
        for frame in frames { StompFrameEncoder.write(frame, into: &buffer) }
        channel.writeAndFlush(buffer, promise: nil)
    }

    /// Ends the connection; what is under way gets the fault.
    func close(_ fault: MessagingFault) {
        end(fault)
    }

    /// Says goodbye: the server has then taken back what was unsettled.
    func disconnect() async {
        inbox.discard()
        try? await request([StompFrame("DISCONNECT")])
        end(MessagingFault(.closed, "The connection to \(settings.label) was closed"))
    }

    private func logIn(on channel: any Channel, before deadline: NIODeadline) async throws(MessagingFault) {
        var headers = [
            StompHeader("accept-version", "1.2"), StompHeader("host", settings.host),
            StompHeader(
                "heart-beat",
                "\(StompHeartBeat.offered.nanoseconds / 1_000_000),\(StompHeartBeat.offered.nanoseconds / 1_000_000)"),
        ]
        if let user = settings.user { headers.append(StompHeader("login", user)) }
        if let password = settings.password { headers.append(StompHeader("passcode", password.exposed)) }
        var buffer = channel.allocator.buffer(capacity: 256)
        StompFrameEncoder.write(StompFrame("CONNECT", headers), into: &buffer)
        let alarm = channel.eventLoop.scheduleTask(deadline: deadline) { [weak self] in self?.expire() }
        let result: Result<Void, MessagingFault> = await withCheckedContinuation { continuation in
            let fault = state.withLock { state in
                if state.fault == nil { state.opening = continuation }
                return state.fault
            }
            if let fault { continuation.resume(returning: .failure(fault)) }
            channel.writeAndFlush(buffer, promise: nil)
        }
        alarm.cancel()
        try result.get()
    }

    private func begin() throws(MessagingFault) -> (UInt64, any Channel) {
        let channel = try openChannel()
        return (state.withLock { $0.session.nextReceipt() }, channel)
    }

    private func openChannel() throws(MessagingFault) -> any Channel {
        let (channel, fault) = state.withLock { ($0.channel, $0.fault) }
        if let fault { throw fault }
        guard let channel else { throw MessagingFault(.unavailable, "\(settings.label) is not connected") }
        return channel
    }

    private func expire() {
        end(MessagingFault(.timeout, "\(settings.label) did not answer within \(settings.timeout)"))
    }
}

extension StompConnection {
    /// Takes a frame, on the event loop.
    func received(_ frame: StompFrame) {
        switch state.withLock({ $0.session.received(frame) }) {
        case .nothing: break
        case .message(let frame): inbox.put(frame)
        case .connected(let heartBeat, let session): opened(heartBeat, session)
        case .confirmed(let receipt): finish(receipt, .success(()))
        case .refused(let receipt, let error): finish(receipt, .failure(error.fault(settings.label)))
        case .close(let error): end(error.fault(settings.label))
        }
    }

    /// Notes that bytes came, on the event loop.
    func receivedBytes() {
        state.withLock { $0.heartBeat.didReceive(.now()) }
    }

    /// Bytes came that are no frames.
    func received(_ malformation: StompMalformation) {
        end(
            MessagingFault(.engine, "\(settings.label) does not speak STOMP: \(malformation)", underlying: malformation)
        )
    }

    /// The channel is gone.
    func lost(_ error: (any Error)?) {
        if let error, error is NIOSSLError || error is NIOSSLExtraError, !isOpen {
            end(MessagingFault(.denied, "\(settings.label) and this program do not agree on TLS", underlying: error))
        }
        end(MessagingFault(.unavailable, "\(settings.label) closed the connection", underlying: error))
    }

    /// Decides about heart-beats, on the event loop.
    func tick() {
        switch state.withLock({ $0.fault == nil ? $0.heartBeat.tick(.now()) : .nothing }) {
        case .nothing: break
        case .send:
            guard let channel = state.withLock({ $0.channel }) else { return }
            channel.writeAndFlush(ByteBuffer(string: "\n"), promise: nil)
        case .silent:
            end(MessagingFault(.unavailable, "\(settings.label) sent no heart-beats"))
        }
    }

    private func opened(_ heartBeat: String?, _ session: String?) {
        let opening = state.withLock { state in
            // Each session of one run of the broker has its name and a number behind the last colon.
            state.engine = session.map { String($0[..<($0.lastIndex(of: ":") ?? $0.endIndex)]) }
            state.isOpen = true
            state.heartBeat = StompHeartBeat(server: heartBeat, now: .now())
            defer { state.opening = nil }
            return state.opening
        }
        opening?.resume(returning: .success(()))
    }

    private func finish(_ receipt: UInt64, _ result: Result<Void, MessagingFault>) {
        let request = state.withLock { state in
            let request = state.requests.removeValue(forKey: receipt)
            if request == nil { state.ended[receipt] = result }
            return request
        }
        request?.resume(returning: result)
    }

    private func end(_ fault: MessagingFault) {
        let (waiting, channel) =
            state.withLock { state in
                guard state.fault == nil else {
                    return ([CheckedContinuation<Result<Void, MessagingFault>, Never>](), nil)
                }
                state.fault = fault
                state.session.close()
                var waiting = Array(state.requests.values)
                if let opening = state.opening { waiting.append(opening) }
                state.requests = [:]
                state.opening = nil
                return (waiting, state.channel)
            } as ([CheckedContinuation<Result<Void, MessagingFault>, Never>], (any Channel)?)
        for request in waiting { request.resume(returning: .failure(fault)) }
        inbox.close(fault)
        channel?.close(promise: nil)
    }
}
