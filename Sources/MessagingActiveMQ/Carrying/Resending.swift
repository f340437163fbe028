import FoundationEssentials
import Messaging

/// A message that came, made ready to be sent once more: as a retry, as a dead letter, or back to its group.
enum Resending {
    // What the broker adds to a message on its way out, and what only one delivery means.
    private static let ofOneDelivery: Set<String> = [
        "destination", "message-id", "subscription", "ack", "redelivered", "persistent", "content-length", "receipt",
        "transaction", "transformation", "scheduledJobId", "AMQ_SCHEDULED_DELAY", "original-destination", "JMSXUserID",
        FlorinHeader.due, MessageCarrier.groupID,
    ]
    /// How long a line may be: ActiveMQ takes 10 KiB from a client of STOMP, and gives out what others sent in whatever length.
    private static let lineBytes = 10_000
    private static let ofDeadLetter: Set<String> = [FlorinHeader.reason, FlorinHeader.attempts, FlorinHeader.time]

    /// The next delivery of a message: to its own queue, after a time.
    static func retry(_ frame: StompFrame, to queue: String, attempt: Int, after delay: Duration, now: Date = Date())
        -> StompFrame
    {
        var headers = kept(frame, to: queue, without: [FlorinHeader.attempt])
        headers.append(StompHeader(FlorinHeader.attempt, String(attempt)))
        headers += group(frame)
        let milliseconds = milliseconds(delay)
        if milliseconds > 0 {
            headers.append(StompHeader("AMQ_SCHEDULED_DELAY", String(milliseconds)))
            let due = MessageTime.milliseconds(now) &+ milliseconds
            headers.append(StompHeader(FlorinHeader.due, String(due)))
        }
        return send(frame, headers)
    }

    /// A dead letter.
    static func deadLetter(
        _ frame: StompFrame, to queue: String, reason: String, attempts: Int, time: Date
    ) -> StompFrame {
        var headers = kept(frame, to: queue, without: [FlorinHeader.attempt])
        headers.append(
            StompHeader(
                FlorinHeader.reason, PercentText.encoded(String(decoding: reason.utf8.prefix(2000), as: UTF8.self))))
        headers.append(StompHeader(FlorinHeader.attempts, String(attempts)))
        headers.append(StompHeader(FlorinHeader.time, String(MessageTime.milliseconds(time))))
        return send(frame, headers)
    }

    /// A dead letter on its way back to its group.
    static func redrive(_ frame: StompFrame, to queue: String) -> StompFrame {
        let headers = kept(frame, to: queue, without: ofDeadLetter)
        return send(frame, headers + group(frame))
    }

    /// Milliseconds, rounded up: a retry never comes early.
    static func milliseconds(_ delay: Duration) -> Int64 {
        let parts = max(.zero, min(delay, .seconds(10 * 365 * 86_400))).components
        let fraction = parts.attoseconds
        return parts.seconds * 1000 + fraction / 1_000_000_000_000_000
            + (fraction % 1_000_000_000_000_000 == 0 ? 0 : 1)
    }

    private static func send(_ frame: StompFrame, _ headers: [StompHeader]) -> StompFrame {
        StompFrame("SEND", headers, body: frame.body, hasLength: frame.hasLength || frame.body.contains(0))
    }

    private static func group(_ frame: StompFrame) -> [StompHeader] {
        guard let key = MessageCarrier.message(from: frame).message.key else { return [] }
        return [StompHeader(MessageCarrier.groupID, KeyLanes.lane(of: key))]
    }

    private static func kept(_ frame: StompFrame, to queue: String, without: Set<String>) -> [StompHeader] {
        var headers = [StompHeader("destination", "/queue/\(queue)"), StompHeader("persistent", "true")]
        var hasID = false
        for header in frame.headers where !ofOneDelivery.contains(header.name) && !without.contains(header.name) {
            if header.name == "expires", header.value == "0" { continue }
            if header.name == MessageCarrier.prefix + "id" || header.name == FlorinHeader.id { hasID = true }
            headers += fitting(header)
        }
        if !hasID, let id = frame["message-id"] { headers.append(StompHeader(FlorinHeader.id, id)) }
        return headers.count <= MessageCarrier.maximumHeaders ? headers : fewer(headers)
    }

    // As ActiveMQ takes it: a long attribute in parts, of others, which no handler sees, the beginning.
    private static func fitting(_ header: StompHeader) -> [StompHeader] {
        let name = header.name.utf8.count
        // With escapes it may become twice as long.
        guard 2 * (name + header.value.utf8.count) > lineBytes else { return [header] }
        guard name <= MessageAttributes.maximumNameBytes + MessageCarrier.prefix.utf8.count else { return [] }
        let isAttribute = header.name.hasPrefix(MessageCarrier.prefix)
        let attribute = isAttribute ? String(header.name.dropFirst(MessageCarrier.prefix.count)) : header.name
        let parts = MessageCarrier.parted(header.name, attribute, header.value)
        return isAttribute || header.name == MessageCarrier.contentType ? parts : Array(parts.prefix(1))
    }

    // ActiveMQ takes no more: what says most of the message comes first.
    private static func fewer(_ headers: [StompHeader]) -> [StompHeader] {
        func rank(_ header: StompHeader) -> Int {
            if header.name == "destination" || header.name == "persistent" || StompLimits.needed.contains(header.name) {
                return 0
            }
            if header.name.hasPrefix("florin_") || header.name == MessageCarrier.contentType { return 1 }
            return header.name.hasPrefix(MessageCarrier.prefix) ? 2 : 3
        }
        let ranked = headers.enumerated().map { (rank($0.element), $0.offset, $0.element) }
        return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(MessageCarrier.maximumHeaders).map(\.2)
    }
}
