public import PaymentCore

/// Keeps images of a state, so that starting does not mean to replay the journal from its beginning.
///
/// A snapshot is a convenience: everything in it can be had from the journal, and a damaged one is passed over.
public protocol SnapshotStorage: Sendable {
    /// Writes a snapshot and returns when it is durable.
    ///
    /// May be called on any thread while the journal is being written, by one caller at a time.
    /// - Parameters:
    ///   - position: the last event that the snapshot covers; durable in the journal already
    ///   - hash: the chain hash of the batch that ends there
    ///   - body: gives the content, block by block
    /// - Throws: ``JournalFault``; the earlier snapshots are as they were, then
    func write(position: Position, hash: ChainHash, _ body: (_ append: ([UInt8]) throws -> Void) throws -> Void) throws

    /// Reads the newest snapshot that is intact.
    /// - Parameters:
    ///   - limit: newer snapshots than this are passed over
    ///   - body: takes the content in whole blocks, several at a time
    /// - Returns: the last event that the snapshot covers and the chain hash there; `nil` if there is no snapshot
    /// - Throws: ``JournalFault``, and what the body throws
    func readNewest(upTo limit: Position, _ body: (RawSpan) throws -> Void) throws -> (
        position: Position, hash: ChainHash
    )?

    /// The oldest snapshot that is kept: the events behind it must stay in the journal.
    func oldestPosition() throws(JournalFault) -> Position?
}
