import Journal
import JournalFile
import PaymentCore

/// Replays a journal from its first event and shows every event to a visitor.
///
/// It takes no lock and changes nothing, so it works beside a running server; what the server appends meanwhile may be missing.
struct JournalReplay<Visitor: ReplayVisitor> {
    /// What the events so far add up to.
    private(set) var state = State()

    /// Who sees the events.
    private(set) var visitor: Visitor

    private var events: [Event] = []

    init(visitor: Visitor) {
        self.visitor = visitor
    }

    /// Replays everything.
    ///
    /// May be called once.
    /// - Parameter disk: the data folder
    /// - Throws: ``JournalFault``; what the visitor throws
    mutating func run(on disk: some Disk) throws {
        _ = try JournalAudit(of: disk) { header, payload in try apply(header, payload) }
    }

    private mutating func apply(_ header: BatchHeader, _ payload: RawSpan) throws {
        guard header.first == state.position.next else {
            throw JournalFault(
                .recycled, "Events up to \(header.first.value - 1) were given up, so there is nothing to replay from")
        }
        var decoder = EntryDecoder()
        var stamp: IdempotencyStamp?
        while try next(&decoder, header, payload, &stamp) {
            let entry = state.position.next
            for event in events {
                let event = ReplayedEvent(
                    event: event, position: state.position.next, time: header.time, entry: entry, hasKey: stamp != nil)
                try visitor.willApply(event, to: state)
                do throws(StateFault) {
                    try state.apply(event.event, at: header.time)
                } catch {
                    throw unreadable(header, error)
                }
                try visitor.didApply(event, to: state)
            }
        }
        guard state.position == header.last else { throw unreadable(header, nil) }
    }

    private mutating func next(
        _ decoder: inout EntryDecoder, _ header: BatchHeader, _ payload: RawSpan, _ stamp: inout IdempotencyStamp?
    ) throws -> Bool {
        do throws(CodecFault) {
            return try decoder.next(in: payload, events: &events, stamp: &stamp)
        } catch {
            throw unreadable(header, error)
        }
    }

    private func unreadable(_ header: BatchHeader, _ error: (any Error)?) -> JournalFault {
        JournalFault(
            .corrupt,
            "The batch of position \(header.first.value) cannot be replayed behind position \(state.position.value)",
            underlying: error)
    }
}
