import Journal
import JournalFile
import JournalTestSupport
import Synchronization

/// A simulated disk that tells the test what it is about to do, before it does it.
struct HookedDisk: Disk {
    /// What is told.
    ///
    /// It may block the calling thread, and refuse.
    final class Hook: Sendable {
        typealias Body = @Sendable (SimulatedStorage.Operation, [UInt8]) throws(JournalFault) -> Void

        private let body = Mutex<Body?>(nil)

        /// Sets what is called before every operation, with the bytes that a write writes.
        func set(_ body: Body?) {
            self.body.withLock { $0 = body }
        }

        func call(_ operation: SimulatedStorage.Operation, _ bytes: [UInt8] = []) throws(JournalFault) {
            try body.withLock { $0 }?(operation, bytes)
        }
    }

    let base: SimulatedDisk
    let hook: Hook

    func names() throws(JournalFault) -> [String] { try base.names() }

    func sizeBytes(of name: String) throws(JournalFault) -> Int { try base.sizeBytes(of: name) }

    func open(_ name: String, for access: FileAccess) throws(JournalFault) -> SimulatedDisk.File {
        if access == .creating { try hook.call(.create(name)) }
        return try base.open(name, for: access)
    }

    func read(
        _ file: SimulatedDisk.File, at offset: Int, count: Int, into buffer: inout [UInt8]
    ) throws(JournalFault) -> Int {
        try base.read(file, at: offset, count: count, into: &buffer)
    }

    func write(_ bytes: RawSpan, to file: SimulatedDisk.File, at offset: Int) throws(JournalFault) {
        try hook.call(.write(file.name, offset: offset, count: bytes.byteCount), Array(bytes))
        try base.write(bytes, to: file, at: offset)
    }

    func sync(_ file: SimulatedDisk.File) throws(JournalFault) {
        try hook.call(.sync(file.name))
        try base.sync(file)
    }

    func reserve(_ sizeBytes: Int, for file: SimulatedDisk.File) throws(JournalFault) {
        try hook.call(.reserve(file.name))
        try base.reserve(sizeBytes, for: file)
    }

    func rename(_ name: String, to newName: String) throws(JournalFault) {
        try hook.call(.rename(name, newName))
        try base.rename(name, to: newName)
    }

    func remove(_ name: String) throws(JournalFault) {
        try hook.call(.remove(name))
        try base.remove(name)
    }

    func syncFolder() throws(JournalFault) {
        try hook.call(.syncFolder)
        try base.syncFolder()
    }

    func lock(_ name: String) throws(JournalFault) -> SimulatedDisk.Lock { try base.lock(name) }
}

extension SimulatedStorage.Operation {
    /// Whether a batch is made durable.
    var isBatchSync: Bool {
        if case .sync(let name) = self { name.hasSuffix(".seg") } else { false }
    }

    /// Whether a batch is written.
    var isBatchWrite: Bool {
        if case .write(let name, _, _) = self { name.hasSuffix(".seg") } else { false }
    }
}
