package import Journal
package import JournalFile
package import Synchronization

/// What survives the processes that use it: the files of a simulated disk, and the accidents that it has in store.
package final class SimulatedStorage: Sendable {
    /// How a life of the process ends.
    package enum Crash: Sendable, CaseIterable {
        /// The process is killed: the page cache survives.
        case kill
        /// The power is cut: only what was synced is sure to survive.
        case power
    }

    package enum Operation: Sendable, Hashable {
        case create(String)
        case write(String, offset: Int, count: Int)
        case sync(String)
        case reserve(String)
        case rename(String, String)
        case remove(String)
        case syncFolder
    }

    /// Accidents at numbered operations, counted from 1 in each life.
    package struct Plan: Sendable {
        package var crashAt: Int?
        package var failSyncAt: Int?
        package var capacityBytes = Int.max

        package init() {}
    }

    package struct Crashed: Error {}

    fileprivate enum NameChange {
        case create(String, Int)
        case rename(String, String, Int)
        case remove(String)
    }

    package struct State {
        fileprivate var files: [Int: SimulatedFile] = [:]
        fileprivate var names: [String: Int] = [:]
        fileprivate var durableNames: [String: Int] = [:]
        fileprivate var pendingNames: [NameChange] = []
        fileprivate var locks: Set<String> = []
        package var generator: SeededGenerator
        package var plan = Plan()
        package var operations: [Operation] = []
        package var life = 0
        package var isDead = false
        package var hasFailed = false
    }

    package let state: Mutex<State>

    package init(seed: UInt64) {
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// A disk for a new life of the process.
    package func disk(_ plan: Plan = Plan()) -> SimulatedDisk {
        state.withLock { state in
            state.plan = plan
            state.operations = []
            state.isDead = false
            state.hasFailed = false
            return SimulatedDisk(storage: self, life: state.life)
        }
    }

    /// Ends the present life; what is open stays dead.
    package func crash(_ crash: Crash) {
        state.withLock { state in
            state.life += 1
            state.locks = []
            guard crash == .power else { return }
            state.losePower()
        }
    }

    /// Whether one of the planned accidents has happened in this life.
    package var hadAccident: Bool {
        state.withLock { $0.isDead || $0.hasFailed }
    }

    /// What was done in this life.
    package var operations: [Operation] {
        state.withLock { $0.operations }
    }

    package func setCapacity(_ sizeBytes: Int) {
        state.withLock { $0.plan.capacityBytes = sizeBytes }
    }

    /// Lets a coming operation, a sync, fail.
    package func failSync(inOperations count: Int) {
        state.withLock { $0.plan.failSyncAt = $0.operations.count + count }
    }

    /// Lets the process die in a coming operation.
    package func crash(inOperations count: Int) {
        state.withLock { $0.plan.crashAt = $0.operations.count + count }
    }

    // MARK: behind everybody's back

    package func names() -> [String] {
        state.withLock { $0.names.keys.sorted() }
    }

    package func bytes(_ name: String) -> [UInt8] {
        state.withLock { state in state.names[name].flatMap { state.files[$0]?.live } ?? [] }
    }

    package func set(_ name: String, _ bytes: [UInt8]?) {
        state.withLock { state in
            guard let bytes else {
                state.names[name] = nil
                state.durableNames[name] = nil
                return
            }
            let file = SimulatedFile()
            file.edit { $0 = bytes }
            let number = (state.files.keys.max() ?? 0) + 1
            state.files[number] = file
            state.names[name] = number
            state.durableNames[name] = number
        }
    }

    /// A copy with the same files and no accidents.
    package func copy() -> SimulatedStorage {
        let copy = SimulatedStorage(seed: 0)
        for name in names() { copy.set(name, bytes(name)) }
        return copy
    }
}

extension SimulatedStorage.State {
    fileprivate mutating func losePower() {
        let keepsOrder = Bool.random(using: &generator)
        for change in pendingNames {
            let survives = Bool.random(using: &generator)
            if survives { apply(change) } else if keepsOrder { break }
        }
        pendingNames = []
        names = durableNames
        let alive = Set(names.values)
        for number in files.keys.sorted() {
            if alive.contains(number) { files[number]?.losePower(&generator) } else { files[number] = nil }
        }
    }

    private mutating func apply(_ change: SimulatedStorage.NameChange) {
        switch change {
        case .create(let name, let number): durableNames[name] = number
        case .remove(let name): durableNames[name] = nil
        case .rename(let name, let newName, let number):
            guard durableNames[name] == number else { return }
            durableNames[name] = nil
            durableNames[newName] = number
        }
    }

    /// Counts an operation and lets the planned accident happen.
    /// - Returns: whether the process dies in the middle of it
    private mutating func begin(_ operation: SimulatedStorage.Operation) -> Bool {
        operations.append(operation)
        isDead = operations.count == plan.crashAt
        return isDead
    }

    fileprivate func file(_ name: String) throws(JournalFault) -> Int {
        guard let number = names[name] else { throw JournalFault(.io, "There is no \(name)") }
        return number
    }

    fileprivate func crashed() -> JournalFault {
        JournalFault(.io, "The process is dead", underlying: SimulatedStorage.Crashed())
    }

    fileprivate func requireSpace(_ added: Int) throws(JournalFault) {
        guard plan.capacityBytes < .max else { return }
        let used = names.values.reduce(0) { $0 + (files[$1]?.live.count ?? 0) }
        guard used + added <= plan.capacityBytes else { throw JournalFault(.full, "No space is left") }
    }
}

extension SimulatedStorage.State {
    package mutating func open(_ name: String, for access: FileAccess) throws(JournalFault) -> Int {
        guard access == .creating else { return try file(name) }
        guard names[name] == nil else { throw JournalFault(.io, "\(name) exists") }
        let dies = begin(.create(name))
        if !dies || Bool.random(using: &generator) {
            let number = (files.keys.max() ?? 0) + 1
            files[number] = SimulatedFile()
            names[name] = number
            pendingNames.append(.create(name, number))
        }
        if dies { throw crashed() }
        return try file(name)
    }

    package mutating func write(_ bytes: [UInt8], to number: Int, name: String, at offset: Int) throws(JournalFault) {
        try requireSpace(max(0, offset + bytes.count - (files[number]?.live.count ?? 0)))
        guard begin(.write(name, offset: offset, count: bytes.count)) else {
            files[number]?.write(bytes, at: offset) { _ in true }
            return
        }
        // The kernel copies in order: what a dying process wrote is the beginning.
        let first = offset / SimulatedFile.sectorSizeBytes
        let last = (offset + bytes.count - 1) / SimulatedFile.sectorSizeBytes
        let end = Int.random(in: first...(last + 1), using: &generator)
        files[number]?.write(bytes, at: offset) { $0 < end }
        throw crashed()
    }

    package mutating func sync(_ number: Int, name: String) throws(JournalFault) {
        if begin(.sync(name)) {
            files[number]?.syncPartly(&generator)
            throw crashed()
        }
        if operations.count == plan.failSyncAt {
            files[number]?.failSync(&generator)
            hasFailed = true
            throw JournalFault(.io, "The sync of \(name) failed")
        }
        files[number]?.sync()
    }

    package mutating func reserve(_ sizeBytes: Int, for number: Int, name: String) throws(JournalFault) {
        try requireSpace(sizeBytes - (files[number]?.live.count ?? 0))
        let dies = begin(.reserve(name))
        files[number]?.resize(dies ? Int.random(in: 0...sizeBytes, using: &generator) : sizeBytes)
        if dies { throw crashed() }
    }

    package mutating func rename(_ name: String, to newName: String) throws(JournalFault) {
        let number = try file(name)
        let dies = begin(.rename(name, newName))
        if !dies || Bool.random(using: &generator) {
            names[name] = nil
            names[newName] = number
            pendingNames.append(.rename(name, newName, number))
        }
        if dies { throw crashed() }
    }

    package mutating func remove(_ name: String) throws(JournalFault) {
        _ = try file(name)
        let dies = begin(.remove(name))
        if !dies || Bool.random(using: &generator) {
            names[name] = nil
            pendingNames.append(.remove(name))
        }
        if dies { throw crashed() }
    }

    package mutating func syncFolder() throws(JournalFault) {
        let dies = begin(.syncFolder)
        let count = dies ? Int.random(in: 0...pendingNames.count, using: &generator) : pendingNames.count
        for change in pendingNames.prefix(count) { apply(change) }
        pendingNames.removeFirst(count)
        if dies { throw crashed() }
    }

    package mutating func lock(_ name: String) throws(JournalFault) {
        guard locks.insert(name).inserted else { throw JournalFault(.locked, "\(name) is locked") }
    }

    package mutating func unlock(_ name: String, life: Int) {
        if life == self.life { locks.remove(name) }
    }

    package func read(_ number: Int, at offset: Int, count: Int, into buffer: inout [UInt8]) -> Int {
        files[number]?.read(at: offset, count: count, into: &buffer) ?? 0
    }

    package func sizeBytes(of name: String) throws(JournalFault) -> Int {
        files[try file(name)]?.live.count ?? 0
    }

    package func listing() -> [String] {
        names.keys.sorted()
    }
}
