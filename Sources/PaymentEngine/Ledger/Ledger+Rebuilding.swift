package import Journal
import PaymentCore

extension Ledger {
    /// Rebuilds a ledger from the newest snapshot and the events behind it.
    /// - Parameters:
    ///   - journal: where the events are
    ///   - snapshots: where the snapshots are; `nil` to replay from the beginning
    ///   - settings: how the engine works
    /// - Throws: ``JournalFault`` where the journal is damaged or does not fit the rules of a ledger
    package init(journal: some Journal, snapshots: (any SnapshotStorage)?, settings: EngineSettings) throws {
        self.init(settings: settings)
        if let snapshots { try restore(from: snapshots, upTo: journal.end, settings) }
        guard state.position >= journal.start else {
            throw JournalFault(
                .recycled, "The events up to position \(journal.start.value) are gone and no snapshot covers them")
        }
        try journal.read(after: state.position) { header, payload in
            try replay(header, payload)
        }
    }

    /// Takes in a batch.
    ///
    /// Events that the ledger has already are passed over.
    /// - Parameters:
    ///   - header: the batch's header
    ///   - payload: its entries
    /// - Throws: ``JournalFault`` with the code `corrupt`
    package mutating func replay(_ header: BatchHeader, _ payload: RawSpan) throws {
        guard header.first == state.position.next else {
            if header.last <= state.position { return }
            throw JournalFault(
                .corrupt, "The batch of position \(header.first.value) does not follow \(state.position.value)")
        }
        var decoder = EntryDecoder()
        var events: [Event] = []
        var stamp: IdempotencyStamp?
        do {
            while try decoder.next(in: payload, events: &events, stamp: &stamp) {
                try replay(events, stamp: stamp, at: header.time)
            }
        } catch {
            throw JournalFault(
                .corrupt,
                "The batch of position \(header.first.value) cannot be replayed behind position \(state.position.value)",
                underlying: error)
        }
        guard state.position == header.last else {
            throw JournalFault(
                .corrupt, "The batch of position \(header.first.value) holds another number of events than it says")
        }
        window.evict(at: header.time, limit: 2 * header.eventCount)
    }

    /// Takes the newest snapshot.
    ///
    /// One that cannot be read is passed over: the journal has everything.
    mutating func restore(from snapshots: any SnapshotStorage, upTo end: Position, _ settings: EngineSettings) throws {
        var restored = Ledger(settings: settings)
        var isComplete = false
        do {
            let found = try snapshots.readNewest(upTo: end) { bytes in
                try restored.readImage(bytes, isComplete: &isComplete)
            }
            guard let found, isComplete, restored.state.position == found.position else { return }
            restored.restoredPosition = found.position
            self = restored
        } catch is ImageFault {
            return
        }
    }
}
