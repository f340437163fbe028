public import PaymentCore

/// Reads a journal beside its writer.
///
/// **Durability.** A reader cannot see whether a batch is durable. The caller says up to where it may read: as far as the writer has
/// announced.
///
/// **Threads.** Used on one thread at a time, any one, and blocks it.
public protocol JournalReader {
    /// The journal's id.
    var id: JournalID { get }

    /// Finds where the journal begins now: later than at its first event once that was given up.
    /// - Returns: the first position that it has, or will have
    /// - Throws: `.corrupt`, `.io`
    func oldestPosition() throws -> Position

    /// Reads every batch that has events behind a position, in order, and verifies checksums and chain as it goes.
    ///
    /// The first batch may also hold events up to the position: they are the caller's to skip. Going on where the last call ended costs
    /// nothing; other places are found without reading what lies before them.
    /// - Parameters:
    ///   - after: the last position that the caller has already
    ///   - upTo: a position that the writer has announced as durable; no batch behind it is read
    ///   - body: receives each header, its payload, which is valid during the call only, and the chain hash of the batch; returns whether to
    ///     go on
    /// - Throws: `.corrupt`, `.io`; `.recycled` when events behind the position are gone; what the body throws
    mutating func read(
        after: Position, upTo: Position, _ body: (BatchHeader, RawSpan, ChainHash) throws -> Bool
    ) throws
}
