import Messaging
import NIOCore

/// Publishes to one topic: what many callers send at the same time goes into one transaction.
///
/// ActiveMQ waits for the disk once for each message, or once for each transaction: 500 messages in one cost as much as one alone. Only one
/// transaction is under way, so that a failed one leaves no later messages behind. No task of its own: the caller whose messages are first in
/// line sends those of the others along, and hands over to the next.
actor TopicPublisher {
    private enum Turn {
        case lead
        case done(Result<Void, MessagingFault>)
    }

    private struct Piece {
        var frames: [StompFrame]
        var bytes: Int
        var since: NIODeadline
        var turn: CheckedContinuation<Turn, Never>?
    }

    static let maximumMessages = 500
    static let maximumBytes = 1 << 20

    private let destination: String
    private let settings: StompSettings
    private let link: StompLink
    private var line: [Piece] = []
    private var isLed = false
    private var transactions: UInt64 = 0

    /// Creates a publisher.
    /// - Parameters:
    ///   - destination: where to
    ///   - settings: how long a transaction may take
    ///   - link: the connection, which several publishers share
    init(to destination: String, _ settings: StompSettings, over link: StompLink) {
        self.destination = destination
        self.settings = settings
        self.link = link
    }

    /// Publishes messages in order, and returns when all of them are on the broker's disk.
    func publish(_ messages: [Message]) async throws(MessagingFault) {
        var index = 0
        while index < messages.count {
            var piece = Piece(frames: [], bytes: 0, since: .now(), turn: nil)
            while index < messages.count, piece.frames.count < Self.maximumMessages {
                let message = messages[index]
                guard piece.frames.isEmpty || piece.bytes + message.body.count <= Self.maximumBytes else { break }
                var headers = try MessageCarrier.headers(of: message)
                headers.insert(StompHeader("destination", destination), at: 0)
                piece.frames.append(StompFrame("SEND", headers, body: message.body))
                piece.bytes += message.body.count
                index += 1
            }
            try await publish(piece)
        }
    }

    private func publish(_ piece: Piece) async throws(MessagingFault) {
        var mine = piece
        if isLed {
            let turn = await withCheckedContinuation { continuation in
                mine.turn = continuation
                line.append(mine)
            }
            guard case .lead = turn else {
                if case .done(let result) = turn { try result.get() }
                return
            }
            mine = line.removeFirst()
        }
        isLed = true
        let others = company(of: mine)
        let result = await commit([mine] + others)
        for other in others { other.turn?.resume(returning: .done(result)) }
        if case .failure(let fault) = result { giveUp(with: fault) }
        handOver()
        try result.get()
    }

    private func company(of first: Piece) -> [Piece] {
        var messages = first.frames.count
        var bytes = first.bytes
        var others: [Piece] = []
        while let next = line.first, messages + next.frames.count <= Self.maximumMessages,
            bytes + next.bytes <= Self.maximumBytes
        {
            messages += next.frames.count
            bytes += next.bytes
            others.append(line.removeFirst())
        }
        return others
    }

    private func commit(_ pieces: [Piece]) async -> Result<Void, MessagingFault> {
        let deadline = NIODeadline.now() + settings.timeout.timeAmount
        transactions += 1
        let name = StompHeader("transaction", "p\(ObjectIdentifier(self).hashValue)-\(transactions)")
        let frames =
            [StompFrame("BEGIN", [name])]
            + pieces.lazy.flatMap(\.frames).map { frame in
                var frame = frame
                frame.headers.append(name)
                return frame
            } + [StompFrame("COMMIT", [name])]
        do throws(MessagingFault) {
            let connection = try await link.open(before: deadline)
            try await connection.request(count: frames.count, deadline: deadline) { (index, buffer, receipt) in
                guard let receipt else { return StompFrameEncoder.write(frames[index], into: &buffer) }
                var frame = frames[index]
                frame.headers.append(StompHeader("receipt", receipt))
                StompFrameEncoder.write(frame, into: &buffer)
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }

    // Whoever has waited long behind a transaction that failed would wait too long for one more.
    private func giveUp(with fault: MessagingFault) {
        let half = NIODeadline.now() - .nanoseconds(settings.timeout.timeAmount.nanoseconds / 2)
        let late = line.filter { $0.since < half }
        line.removeAll { $0.since < half }
        for piece in late { piece.turn?.resume(returning: .done(.failure(fault))) }
    }

    private func handOver() {
        if let next = line.first {
            next.turn?.resume(returning: .lead)
        } else {
            isLed = false
        }
    }
}
