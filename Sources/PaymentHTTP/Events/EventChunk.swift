import NIOCore
import PaymentCore

/// Some events in order, as the live stream sends them: made once, sent to everybody.
struct EventChunk: Sendable {
    /// Behind which position the events begin.
    let after: Position
    /// The last position that was looked at: the next chunk follows it.
    let last: Position
    /// All events, one after the other, in the form of server-sent events.
    let text: ByteBuffer
    private let events: [(event: NamedEvent, range: Range<Int>)]

    /// Writes events down.
    init(after: Position, last: Position, events named: [NamedEvent], as form: CloudEvents) {
        self.after = after
        self.last = last
        var text = ByteBuffer()
        var events: [(event: NamedEvent, range: Range<Int>)] = []
        events.reserveCapacity(named.count)
        for event in named {
            let start = text.writerIndex
            text.writeString("id: \(event.position.value)\nevent: \(event.name.rawValue)\ndata: ")
            text.writeBytes(form.bytes(of: event))
            text.writeStaticString("\n\n")
            events.append((event, start..<text.writerIndex))
        }
        self.text = text
        self.events = events
    }

    /// Only the events that a filter lets through.
    func text(where isWanted: (NamedEvent) -> Bool) -> ByteBuffer {
        var part = ByteBuffer()
        for (event, range) in events where isWanted(event) {
            if let slice = text.getSlice(at: range.lowerBound, length: range.count) { part.writeImmutableBuffer(slice) }
        }
        return part
    }
}
