public import Journal
public import PaymentCore

/// Something that follows the journal: from a position of its own, at its own speed, on a thread of its own.
///
/// Whatever it keeps it can be made again from the journal, so it is restartable, replayable and measurable.
public protocol JournalSubscriber {
    /// The last event that it has taken in for good.
    ///
    /// After a restart it goes on behind it.
    var position: Position { get }

    /// Takes in a batch.
    ///
    /// Batches come in order and without gaps. The first one may also hold events up to ``position``: they are to be skipped.
    /// - Parameters:
    ///   - header: the batch's header
    ///   - payload: its entries; valid during the call only
    ///   - hash: its chain hash
    /// - Throws: what keeps it from going on; it is opened anew after a pause, then
    mutating func consume(_ header: BatchHeader, _ payload: RawSpan, hash: ChainHash) throws

    /// Makes what was consumed since the last commit last, and visible; ``position`` is behind it afterwards.
    /// - Throws: what keeps it from going on; it is opened anew after a pause, then
    mutating func commit() throws
}
