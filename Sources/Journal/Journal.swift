public import PaymentCore

/// An append-only sequence of batches of events: the one place where the truth is.
///
/// **Order.** Events have gap-free positions from 1 on. A batch covers a range of them, carries a checksum and the SHA-256 of
/// the batch before it, and is there as a whole or not at all.
///
/// **Durability.** When ``append(_:time:expecting:)`` returns, the batch is on the disk (or whatever the driver promises
/// instead) and survives a killed process and a power cut. When it throws `.conflict`, `.full`, `.tooLarge` or `.invalid`, nothing
/// was written. When it throws anything else, the outcome is *unknown*: the batch is found in the journal once it is opened
/// again, or it never will be; until then the object refuses everything with `.failed`.
///
/// **Threads.** There is one writer. All calls come from one thread at a time and block it.
public protocol Journal {
    /// The journal's id, fixed when it was created.
    var id: JournalID { get }
    /// The place before the oldest event that is still there; 0 as long as nothing was recycled.
    var start: Position { get }
    /// The place of the last durable event.
    var end: Position { get }
    /// The chain hash of the last durable batch, ``ChainHash/zero`` for an empty journal.
    var endHash: ChainHash { get }
    /// The largest batch, header and padding included, that ``append(_:time:expecting:)`` takes.
    var maximumBatchSizeBytes: Int { get }

    /// Makes sure that one batch of up to ``maximumBatchSizeBytes`` can be appended without new disk space.
    ///
    /// Costs nothing when there is room already. Call it before deciding a batch, so that a full disk is noticed before there is
    /// anything to take back.
    /// - Throws: `.full` when there is no room: nothing is harmed and a later call tries again; `.failed`, `.io`
    mutating func reserve() throws(JournalFault)

    /// Appends a batch and returns when it is durable.
    /// - Parameters:
    ///   - batch: at least one event; it is sealed (padding, header, checksum) by this call
    ///   - time: when the batch was decided
    ///   - expecting: where the caller believes the journal ends; anything else is a conflict
    /// - Returns: the new end
    /// - Throws: `.conflict`, `.full`, `.tooLarge`, `.invalid` (nothing was written); `.io`, `.failed` (outcome unknown)
    mutating func append(
        _ batch: inout BatchBuffer, time: Timestamp, expecting: Position
    ) throws(JournalFault) -> Position

    /// Reads every batch that has events behind a position, in order, and verifies checksums and chain as it goes.
    ///
    /// The first batch may also hold events up to the position: they are the caller's to skip.
    /// - Parameters:
    ///   - after: the last position that the caller has already
    ///   - body: receives each header with its payload, which is valid during the call only
    /// - Throws: `.corrupt`, `.io`, `.failed`; `.recycled` when events behind the position are gone; what the body throws
    func read(after: Position, _ body: (BatchHeader, RawSpan) throws -> Void) throws

    /// Gives up events that a snapshot has made superfluous; their space serves new ones.
    ///
    /// Only whole segments go, so some earlier events may stay. The last batch always stays.
    /// - Parameter before: the oldest position that must stay readable
    /// - Throws: `.io`, `.failed`
    mutating func recycle(before: Position) throws(JournalFault)
}
