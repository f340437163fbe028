import BlockingIO
import Journal
import JournalFile

/// A disk on which something happens right before one of its reads.
struct GrowingDisk<Base: Disk>: Disk {
    private let base: Base
    private let readsLeft: Monitor<Int>
    private let grow: @Sendable () -> Void

    /// Creates a disk.
    /// - Parameters:
    ///   - base: the real disk
    ///   - read: before which read it happens, the first being 0
    ///   - grow: what happens
    init(_ base: Base, beforeRead read: Int, _ grow: @escaping @Sendable () -> Void) {
        self.base = base
        readsLeft = Monitor(read)
        self.grow = grow
    }

    /// Whether it has happened.
    var hasGrown: Bool { readsLeft.withLock { $0 < 0 } }

    func read(_ file: Base.File, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(JournalFault) -> Int {
        let isTime = readsLeft.withLock { left in
            left -= 1
            return left == -1
        }
        if isTime { grow() }
        return try base.read(file, at: offset, count: count, into: &buffer)
    }

    func names() throws(JournalFault) -> [String] { try base.names() }

    func sizeBytes(of name: String) throws(JournalFault) -> Int { try base.sizeBytes(of: name) }

    func open(_ name: String, for access: FileAccess) throws(JournalFault) -> Base.File {
        try base.open(name, for: access)
    }

    func write(_ bytes: RawSpan, to file: Base.File, at offset: Int) throws(JournalFault) {
        try base.write(bytes, to: file, at: offset)
    }

    func sync(_ file: Base.File) throws(JournalFault) { try base.sync(file) }

    func reserve(_ sizeBytes: Int, for file: Base.File) throws(JournalFault) {
        try base.reserve(sizeBytes, for: file)
    }

    func rename(_ name: String, to newName: String) throws(JournalFault) { try base.rename(name, to: newName) }

    func remove(_ name: String) throws(JournalFault) { try base.remove(name) }

    func syncFolder() throws(JournalFault) { try base.syncFolder() }

    func lock(_ name: String) throws(JournalFault) -> Base.Lock { try base.lock(name) }
}
