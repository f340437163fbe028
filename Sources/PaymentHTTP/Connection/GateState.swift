import HTTPTypes
import NIOCore

/// What the connection of one client is doing: decides what becomes of the parts of its requests, without input or output.
///
/// A request is forwarded only when it is whole. That makes the deadline simple (it covers everything from the first byte to the last),
/// lets a body be refused before it is kept, and gives the handler its body in one piece.
struct GateState {
    /// What the connection receives.
    private enum Phase {
        /// Nothing: the next byte begins a request.
        case waiting
        /// The head of a request, since a moment.
        case head(since: NIODeadline)
        /// The body of a request.
        case body(HTTPRequest, ByteBuffer?, since: NIODeadline)
        /// Nothing any more: a request was refused.
        case refused(InputCode, isAnswered: Bool)
    }

    /// What the connection must do.
    enum Action {
        case nothing
        /// Tell the client to send the body.
        case tellToContinue
        /// Give a whole request to the handler.
        case forward(HTTPRequest, ByteBuffer?)
        /// Answer with a problem, and end the connection.
        case refuse(InputCode)
        /// End the connection.
        case close
    }

    private let limits: GateLimits
    private var phase = Phase.waiting
    /// How many forwarded requests have no complete answer yet.
    private var unanswered = 0
    private var lastActivity: NIODeadline
    private var unwritableSince: NIODeadline?
    /// How many bytes came after a refusal.
    private var ignoredBytes = 0
    /// How many requests of one connection may wait for their answers before it is no longer read.
    private static let maximumUnanswered = 16
    private static let maximumIgnoredBytes = 64 << 20

    init(limits: GateLimits, now: NIODeadline) {
        self.limits = limits
        lastActivity = now
    }

    /// Whether bytes from the client mean nothing any more.
    /// - Parameter count: how many there are
    /// - Returns: whether they are to be thrown away
    mutating func ignores(bytes count: Int) -> Bool {
        guard case .refused = phase else { return false }
        ignoredBytes += count
        return true
    }

    /// Whether the connection may be read: not while many requests wait for their answers, nor while the client does not read those it
    /// gets; and after a refusal only so much that the client sees it.
    var mayRead: Bool {
        switch phase {
        case .refused(_, let isAnswered): isAnswered && ignoredBytes < GateState.maximumIgnoredBytes
        case .waiting, .head, .body: unanswered < GateState.maximumUnanswered && unwritableSince == nil
        }
    }

    /// Bytes came, of whatever.
    /// - Returns: whether a request begins with them
    mutating func bytesArrived(_ now: NIODeadline) -> Bool {
        lastActivity = now
        guard case .waiting = phase else { return false }
        phase = .head(since: now)
        return true
    }

    /// The head of a request is complete.
    mutating func received(_ head: HTTPRequest, _ now: NIODeadline) -> Action {
        let since: NIODeadline
        switch phase {
        case .waiting: since = now
        case .head(let start): since = start
        case .body, .refused: return .nothing
        }
        // The decoder has refused lengths that are no number, so what does not fit here is too large.
        if let length = head.headerFields[.contentLength], Int(length) ?? .max > limits.maximumBodyBytes {
            return refuse(.bodyTooLarge)
        }
        phase = .body(head, nil, since: since)
        let isExpecting = head.headerFields[.expect]?.lowercased() == "100-continue"
        return isExpecting && unanswered == 0 ? .tellToContinue : .nothing
    }

    /// A part of a body came.
    mutating func received(_ part: ByteBuffer) -> Action {
        guard case .body(let head, let before, let since) = phase else { return .nothing }
        phase = .waiting
        var body = before ?? ByteBuffer()
        guard body.readableBytes + part.readableBytes <= limits.maximumBodyBytes else { return refuse(.bodyTooLarge) }
        if before == nil {
            body = part
        } else {
            body.writeImmutableBuffer(part)
        }
        phase = .body(head, body, since: since)
        return .nothing
    }

    /// A request is complete.
    mutating func receivedEnd() -> Action {
        guard case .body(let head, let body, _) = phase else { return .nothing }
        phase = .waiting
        unanswered += 1
        return .forward(head, body)
    }

    /// What came is no request.
    mutating func failed(_ code: InputCode) -> Action {
        if case .refused = phase { return .nothing }
        return refuse(code)
    }

    /// An answer was written to its end.
    mutating func answered(_ now: NIODeadline) -> Action {
        lastActivity = now
        unanswered -= 1
        guard unanswered == 0, case .refused(let code, isAnswered: false) = phase else { return .nothing }
        phase = .refused(code, isAnswered: true)
        return .refuse(code)
    }

    /// The client stopped reading, or reads again.
    mutating func writabilityChanged(_ isWritable: Bool, _ now: NIODeadline) {
        unwritableSince = isWritable ? nil : (unwritableSince ?? now)
    }

    /// The moment when something must be done unless something happens.
    var deadline: NIODeadline {
        let phaseEnd: NIODeadline =
            switch phase {
            case .waiting, .refused: lastActivity + limits.idle
            case .head(let since), .body(_, _, let since): since + limits.request
            }
        return unwritableSince.map { min($0 + limits.write, phaseEnd) } ?? phaseEnd
    }

    /// The deadline may have passed.
    mutating func checkDeadline(_ now: NIODeadline) -> Action {
        guard deadline <= now else { return .nothing }
        if let since = unwritableSince, since + limits.write <= now { return .close }
        switch phase {
        case .head, .body: return refuse(.requestTimeout)
        case .waiting, .refused:
            guard unanswered > 0 else { return .close }
            lastActivity = now
            return .nothing
        }
    }

    /// Refuses at once, or as soon as what was asked before is answered.
    private mutating func refuse(_ code: InputCode) -> Action {
        phase = .refused(code, isAnswered: unanswered == 0)
        return unanswered == 0 ? .refuse(code) : .nothing
    }
}
