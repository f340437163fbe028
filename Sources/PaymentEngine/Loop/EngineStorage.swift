public import Journal

/// What an engine stands on, opened by the composition root's choice of drivers.
public struct EngineStorage<J: Journal> {
    /// The journal, opened for writing.
    public var journal: J

    /// The snapshots of that journal.
    public var snapshots: any SnapshotStorage

    /// Creates a storage.
    /// - Parameters:
    ///   - journal: the journal, opened for writing
    ///   - snapshots: the snapshots of that journal
    public init(journal: J, snapshots: any SnapshotStorage) {
        self.journal = journal
        self.snapshots = snapshots
    }
}
