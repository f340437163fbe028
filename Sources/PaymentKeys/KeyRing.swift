import Synchronization

/// The keys that a server lets in.
///
/// It notices at once when the file changes: it looks at the file (one `stat`) for every token. A file that cannot be read leaves the keys
/// as they were, and is reported once; a file that is gone leaves none. Safe to use from all threads; blocks for as long as the system
/// takes to look at one file, and to read it where it has changed.
public final class KeyRing: Sendable {
    private struct State {
        var keys: [String: StoredKey] = [:]
        /// The file that was read last, or that could not be read; `nil` where there was none.
        var stamp: FileStamp?
        /// The file that was last reported because it could not be read.
        var reported: FileStamp?
        var isRequired: Bool
        /// Whether the system could not even look at the file, which was reported.
        var isBlind = false
    }

    private let file: KeyFile
    private let memoryKeys: [String: StoredKey]
    private let clock: @Sendable () -> KeyTime
    private let report: @Sendable (KeyFault) -> Void
    private let state: Mutex<State>
    /// What unknown ids are compared with.
    private let decoy = KeyDigest(of: "no token")

    /// Reads the keys.
    /// - Parameters:
    ///   - file: where the keys are; need not exist
    ///   - memoryKeys: keys beside those of the file
    ///   - clock: the time of the machine
    ///   - report: told, once each, what keeps the file from being read later
    /// - Throws: ``KeyFault`` where there is a file that cannot be read
    public init(
        file: KeyFile, memoryKeys: [StoredKey] = [], clock: @escaping @Sendable () -> KeyTime,
        report: @escaping @Sendable (KeyFault) -> Void
    ) throws(KeyFault) {
        self.file = file
        self.memoryKeys = Dictionary(memoryKeys.map { ($0.key.id, $0) }) { first, _ in first }
        self.clock = clock
        self.report = report
        let content = try file.read()
        state = Mutex(
            State(
                keys: KeyRing.index(content?.keys ?? []), stamp: content?.stamp,
                isRequired: content != nil || file.hasBeenUsed || !memoryKeys.isEmpty))
    }

    /// Whether whoever comes needs a key.
    ///
    /// So it is as soon as there are keys or a file of them, and for ever after, also after a restart: removing the file locks everybody out and
    /// lets nobody in.
    public var requiresKeys: Bool {
        // What is so for ever need not be looked up again: a token that comes is a reason to look at the file soon enough.
        if state.withLock({ $0.isRequired }) { return true }
        refresh()
        return state.withLock { $0.isRequired }
    }

    /// How many keys could be used now.
    public var activeKeyCount: Int {
        refresh()
        let now = clock()
        let stored = state.withLock { Array($0.keys.values) } + memoryKeys.values
        return stored.count { $0.key.status(at: now) == .active }
    }

    /// Says what a token is worth.
    ///
    /// The work is the same whether there is a key with its id or not.
    /// - Parameter text: what a client sent
    /// - Returns: the key, or why there is none
    public func authenticate(_ text: some StringProtocol) -> KeyVerdict {
        guard let token = KeyToken(text) else { return .unknown }
        refresh()
        let fromFile = state.withLock { $0.keys[token.id] }
        let found = fromFile ?? memoryKeys[token.id]
        let isMatch = token.digest.matches(found?.digest ?? decoy)
        guard let found, isMatch else { return .unknown }
        return switch found.key.status(at: clock()) {
        case .active: .valid(found.key)
        case .revoked: .revoked
        case .expired: .expired
        }
    }

    /// Reads the file again if it is not the one that was read last.
    private func refresh() {
        let stamp: FileStamp?
        do {
            stamp = try file.currentStamp()
        } catch {
            let isNews = state.withLock { state in
                defer { state.isBlind = true }
                return !state.isBlind
            }
            if isNews { report(error) }
            return
        }
        let fault = state.withLock { state -> KeyFault? in
            state.isBlind = false
            return stamp == state.stamp ? nil : reload(&state, stamp)
        }
        if let fault { report(fault) }
    }

    private func reload(_ state: inout State, _ stamp: FileStamp?) -> KeyFault? {
        do {
            let content = try file.read()
            state.keys = KeyRing.index(content?.keys ?? [])
            state.stamp = content?.stamp
            if content != nil { state.isRequired = true }
            return nil
        } catch {
            // There is something that should be a file of keys.
            state.isRequired = true
            let isNews = state.reported != stamp
            state.reported = stamp
            // A file that is wrong stays so until it is another one; what the system refused it may grant the next time, and a revocation
            // must not be missed.
            if !error.isRetriable { state.stamp = stamp }
            return isNews ? error : nil
        }
    }

    private static func index(_ keys: [StoredKey]) -> [String: StoredKey] {
        Dictionary(keys.map { ($0.key.id, $0) }) { first, _ in first }
    }
}

extension KeyRing: CustomReflectable {
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
