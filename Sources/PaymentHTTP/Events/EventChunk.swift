import NIOCore
import PaymentCore

/// Some events in order, as the live stream sends them: made once, sent to everybody.
struct EventChunk: Sendable {
    /// Whole events that are written at once.
    struct Piece: Sendable {
        /// The events, one after the other, in the form of server-sent events.
        var text: ByteBuffer
        /// The last position that was looked at: a reader that has the piece goes on behind it.
        var last: Position
    }

    /// Behind which position the events begin.
    let after: Position
    /// The last position that was looked at: the next chunk follows it.
    let last: Position
    /// All events.
    let pieces: [Piece]
    /// Each event with its text.
    private let events: [(event: NamedEvent, text: ByteBuffer)]
    /// Small enough that a slow reader shows that it reads.
    private static let pieceBytes = 64 << 10

    /// Writes events down.
    init(after: Position, last: Position, events named: [NamedEvent], as form: CloudEvents) {
        self.after = after
        self.last = last
        let events = named.map { event in
            var text = ByteBuffer(string: "id: \(event.position.value)\nevent: \(event.name.rawValue)\ndata: ")
            text.writeBytes(form.bytes(of: event))
            text.writeStaticString("\n\n")
            return (event: event, text: text)
        }
        self.events = events
        pieces = EventChunk.pieces(of: events, upTo: last)
    }

    /// Only the events that a filter lets through.
    func pieces(where isWanted: (NamedEvent) -> Bool) -> [Piece] {
        EventChunk.pieces(of: events.filter { isWanted($0.event) }, upTo: last)
    }

    private static func pieces(of events: [(event: NamedEvent, text: ByteBuffer)], upTo last: Position) -> [Piece] {
        var pieces: [Piece] = []
        var text = ByteBuffer()
        for event in events {
            text.writeImmutableBuffer(event.text)
            if text.readableBytes >= pieceBytes {
                pieces.append(Piece(text: text, last: event.event.position))
                text = ByteBuffer()
            }
        }
        if text.readableBytes > 0 { pieces.append(Piece(text: text, last: last)) }
        return pieces
    }
}
