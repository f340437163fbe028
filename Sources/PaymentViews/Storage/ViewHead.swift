import GRDB
public import Journal
public import PaymentCore

/// Up to where the views have taken in the journal.
public struct ViewHead: Sendable, Hashable {
    /// The last event.
    public var position: Position

    /// The chain hash of the batch that ends there.
    public var hash: ChainHash

    /// Nothing yet.
    static let start = ViewHead(position: .start, hash: .zero)
}

extension ViewHead {
    static func read(_ database: Database) throws -> ViewHead {
        let statement = try BoundStatement(database, "SELECT position, hash FROM head WHERE one = 1")
        guard try statement.step() else { throw ViewFault.row("head") }
        let position = Position(try statement.number(0))
        let bytes = statement.bytes(1)
        statement.reset()
        guard bytes.count == ChainHash.sizeBytes else { throw ViewFault.row("head") }
        return ViewHead(position: position, hash: unsafe ChainHash(reading: bytes.span.bytes, at: 0))
    }

    func write(_ database: Database) throws {
        let statement = try BoundStatement(database, "UPDATE head SET position = ?, hash = ? WHERE one = 1")
        statement.bind(position.value)
        var bytes = [UInt8](repeating: 0, count: ChainHash.sizeBytes)
        hash.store(in: &bytes, at: 0)
        statement.bind(blob: bytes)
        try statement.run()
    }
}
