/// How the file of the views is opened and used.
public struct ViewSettings: Sendable, Hashable {
    /// Where the file is.
    ///
    /// Its folder must exist. SQLite puts two more files beside it, named like it with `-wal` and `-shm` behind.
    public var path: String

    /// How many reads may go on at once.
    ///
    /// Further ones wait for a place. Each has a connection and a thread of its own. Default 4.
    public var maximumReaders = 4

    /// How much of the file the writer keeps in memory, in bytes.
    ///
    /// A commit that changes more pages than that writes some of them twice. Default 128 MiB.
    public var cacheSizeBytes = 128 << 20

    /// How much of the file each reader keeps in memory, in bytes.
    ///
    /// Default 32 MiB.
    public var readerCacheSizeBytes = 32 << 20

    /// The size of a page of a new file, in bytes: a power of two from 512 to 65,536.
    ///
    /// Default 4096.
    public var pageSizeBytes = 4096

    /// How large the write-ahead log grows before it is brought into the file, in bytes.
    ///
    /// The larger it is, the fewer times a page that changes often is written, and the longer a start after a crash takes. Default 64 MiB.
    public var checkpointSizeBytes = 64 << 20

    /// After how many events the writer commits by itself, at the end of the batch.
    ///
    /// It bounds the writer's memory: about 400 bytes an event. Default 50,000.
    public var maximumPendingEvents = 50_000

    /// How many rows one page of payments may look at before it is given back with fewer payments than asked for.
    ///
    /// It bounds the time of a page whose filter matches little. Default 400.
    public var maximumRowsPerPage = 400

    /// Creates the default settings.
    /// - Parameter path: where the file is
    public init(path: String) {
        self.path = path
    }
}
