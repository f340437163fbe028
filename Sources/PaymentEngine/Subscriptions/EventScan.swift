import Journal
import PaymentCore

/// Picks events out of batches.
struct EventScan {
    private(set) var records: [EventArchive.Record] = []
    /// The last event that was looked at.
    private(set) var last: Position
    private let after: Position
    private let limit: Int
    private var rest: Int
    /// How many bytes of clients' words may still be taken: there may be thousands in one event.
    private var restBytes: Int
    private let isWanted: (Event, Position) -> Bool

    init(
        after: Position, limit: Int, scanLimit: Int, byteLimit: Int = .max,
        isWanted: @escaping (Event, Position) -> Bool
    ) {
        restBytes = byteLimit
        self.after = after
        self.limit = limit
        rest = scanLimit
        last = after
        self.isWanted = isWanted
    }

    /// Looks through a batch.
    /// - Returns: whether more is wanted
    /// - Throws: ``JournalFault`` with the code `corrupt`
    mutating func take(_ header: BatchHeader, _ payload: RawSpan) throws -> Bool {
        var decoder = EntryDecoder()
        var events: [Event] = []
        var stamp: IdempotencyStamp?
        var position = Position(header.first.value - 1)
        do {
            while try decoder.next(in: payload, events: &events, stamp: &stamp) {
                for step in events.indices {
                    position = position.next
                    guard position > after else { continue }
                    last = position
                    rest -= 1
                    if isWanted(events[step], position) {
                        restBytes -= events[step].wordBytes
                        records.append(
                            EventArchive.Record(
                                position: position, time: header.time, event: events[step], step: step,
                                hasKey: stamp != nil))
                    }
                    if records.count >= limit || rest <= 0 || restBytes <= 0 { return false }
                }
            }
        } catch {
            throw JournalFault(
                .corrupt, "The batch of position \(header.first.value) cannot be decoded", underlying: error)
        }
        return true
    }
}

extension Event {
    /// How many bytes of clients' words it carries.
    fileprivate var wordBytes: Int {
        switch self {
        case .paymentRequested(let event): event.text.packed.count
        case .transferPosted(let event): event.reference?.utf8.count ?? 0
        case .transferHeld(let event): event.reference?.utf8.count ?? 0
        default: 0
        }
    }
}
