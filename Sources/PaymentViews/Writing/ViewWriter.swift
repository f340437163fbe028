import GRDB
public import Journal
public import PaymentCore

/// Takes the journal into the views.
///
/// It has the members of the engine's `JournalSubscriber`. Batches are collected in memory; ``commit()`` writes them in one transaction,
/// together with the position, so what is in the file is always the views as of one position.
///
/// **After a fault.** Where ``commit()`` throws, the file is as it was, and the same commit may be tried again. Where
/// ``consume(_:_:hash:)`` throws, the writer is done for: make a new one.
///
/// **Threads.** Used on one thread at a time, and blocks it.
public struct ViewWriter {
    /// The last event that is in the file for good.
    public internal(set) var position: Position

    let store: ViewStore
    /// The last batch that was consumed.
    var consumed: ViewHead
    var isBroken = false
    var accounts: ContiguousArray<AccountRow> = []
    /// How many accounts and payments the file has.
    var storedAccounts = 0
    var storedPayments = 0
    var lastTime = Int64.min
    var pending = PendingChanges()
    /// Memory for the events of one entry.
    private var events: [Event] = []

    /// Reads what the writer keeps in memory: about 130 bytes for every account.
    /// - Parameter store: the file
    /// - Throws: ``ViewFault``; `.damaged` where the file must be removed and made anew
    public init(_ store: ViewStore) throws {
        self.store = store
        position = .start
        consumed = .start
        do {
            try load()
        } catch {
            throw ViewFault(error)
        }
    }

    /// Takes in a batch.
    ///
    /// Batches that the file has already are passed over. Commits by itself whenever ``ViewSettings/maximumPendingEvents`` were collected.
    /// - Parameters:
    ///   - header: the batch's header
    ///   - payload: its entries; used during the call only
    ///   - hash: its chain hash
    /// - Throws: ``ViewFault``: `.doesNotFollow` where the journal is another one or has a gap, `.malformed` where an event cannot be; those of
    ///   ``commit()``, after which the batch has been taken in
    public mutating func consume(_ header: BatchHeader, _ payload: RawSpan, hash: ChainHash) throws {
        guard !isBroken else {
            throw ViewFault(.failed, "An earlier batch could not be taken in. Make a new writer.")
        }
        guard try follows(header, hash) else { return }
        isBroken = true
        var decoder = EntryDecoder()
        var stamp: IdempotencyStamp?
        var position = header.first.value
        do {
            while try decoder.next(in: payload, events: &events, stamp: &stamp) {
                for index in events.indices {
                    guard position <= header.last.value else { throw ViewWriter.miscount }
                    try take(events[index], at: Int64(position), time: header.time.milliseconds)
                    position += 1
                }
            }
        } catch let fault as CodecFault {
            throw ViewFault(.malformed, "A batch cannot be decoded.", underlying: fault)
        }
        guard position == header.last.value + 1 else {
            throw ViewWriter.miscount
        }
        note(Int64(header.last.value), time: header.time.milliseconds)
        consumed = ViewHead(position: header.last, hash: hash)
        pending.eventCount += header.eventCount
        isBroken = false
        if pending.eventCount >= store.settings.maximumPendingEvents { try commit() }
    }

    /// Whether a batch is the next one; `false` for one that was consumed already.
    private func follows(_ header: BatchHeader, _ hash: ChainHash) throws -> Bool {
        if header.last < consumed.position { return false }
        if header.last == consumed.position {
            guard hash == consumed.hash else { throw ViewWriter.gap(header) }
            return false
        }
        guard header.first == consumed.position.next, header.previous == consumed.hash,
            header.last.value < UInt64(Int64.max)
        else { throw ViewWriter.gap(header) }
        guard header.time.milliseconds >= lastTime, header.time.milliseconds.magnitude < 1 << 53 else {
            throw ViewFault(.malformed, "The time of the batch at position \(header.first.value) makes no sense.")
        }
        return true
    }

    private static var miscount: ViewFault {
        ViewFault(.malformed, "A batch does not hold as many events as it says.")
    }

    private static func gap(_ header: BatchHeader) -> ViewFault {
        ViewFault(
            .doesNotFollow, "The batch at position \(header.first.value) does not follow what the views have taken in.")
    }

    /// Notes the last position of a moment.
    private mutating func note(_ position: Int64, time: Int64) {
        if lastTime == time, !pending.moments.isEmpty { pending.moments.removeLast() }
        pending.moments.append(PendingChanges.Moment(time: time, position: position))
        lastTime = time
    }
}

@available(*, unavailable)
extension ViewWriter: Sendable {}
