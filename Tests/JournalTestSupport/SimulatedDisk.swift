package import Journal
package import JournalFile
import Synchronization

/// A disk that loses, tears and reorders whatever was not synced; dead once its process has crashed.
package struct SimulatedDisk: Disk {
    /// An open file: the number behind a name.
    package struct File: Sendable {
        package var number: Int
        package var name: String
    }

    /// A lock, released with its last reference.
    package final class Lock: Sendable {
        private let disk: SimulatedDisk
        private let name: String

        fileprivate init(disk: SimulatedDisk, name: String) {
            self.disk = disk
            self.name = name
        }

        deinit {
            disk.storage.state.withLock { $0.unlock(name, life: disk.life) }
        }
    }

    package let storage: SimulatedStorage
    package let life: Int

    package func names() throws(JournalFault) -> [String] {
        try alive { (state) throws(JournalFault) in state.listing() }
    }

    package func sizeBytes(of name: String) throws(JournalFault) -> Int {
        try alive { (state) throws(JournalFault) in try state.sizeBytes(of: name) }
    }

    package func open(_ name: String, for access: FileAccess) throws(JournalFault) -> File {
        File(
            number: try alive { (state) throws(JournalFault) in try state.open(name, for: access) },
            name: name)
    }

    package func read(_ file: File, at offset: Int, count: Int, into buffer: inout [UInt8]) throws(JournalFault) -> Int
    {
        try alive { (state) throws(JournalFault) in
            state.read(file.number, at: offset, count: count, into: &buffer)
        }
    }

    package func write(_ bytes: RawSpan, to file: File, at offset: Int) throws(JournalFault) {
        let bytes = Array(bytes)
        try alive { (state) throws(JournalFault) in
            try state.write(bytes, to: file.number, name: file.name, at: offset)
        }
    }

    package func sync(_ file: File) throws(JournalFault) {
        try alive { (state) throws(JournalFault) in try state.sync(file.number, name: file.name) }
    }

    package func reserve(_ sizeBytes: Int, for file: File) throws(JournalFault) {
        try alive { (state) throws(JournalFault) in
            try state.reserve(sizeBytes, for: file.number, name: file.name)
        }
    }

    package func rename(_ name: String, to newName: String) throws(JournalFault) {
        try alive { (state) throws(JournalFault) in try state.rename(name, to: newName) }
    }

    package func remove(_ name: String) throws(JournalFault) {
        try alive { (state) throws(JournalFault) in try state.remove(name) }
    }

    package func syncFolder() throws(JournalFault) {
        try alive { (state) throws(JournalFault) in try state.syncFolder() }
    }

    package func lock(_ name: String) throws(JournalFault) -> Lock {
        try alive { (state) throws(JournalFault) in try state.lock(name) }
        return Lock(disk: self, name: name)
    }

    private func alive<Result: Sendable>(
        _ body: (inout SimulatedStorage.State) throws(JournalFault) -> Result
    ) throws(JournalFault) -> Result {
        try storage.state.withLock { (state) throws(JournalFault) in
            guard state.life == life, !state.isDead else {
                throw JournalFault(.io, "The process is dead", underlying: SimulatedStorage.Crashed())
            }
            return try body(&state)
        }
    }
}
