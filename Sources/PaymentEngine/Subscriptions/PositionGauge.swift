import BlockingIO
public import PaymentCore
import Synchronization

/// A position that grows, announced by one and awaited by many.
///
/// It goes back only where whoever announces it has to begin anew. Two kinds wait: threads, which block, and tasks, which do not.
public final class PositionGauge: Sendable {
    private struct State {
        var position = Position.start
        /// Whether a position has been announced, be it the start.
        var isKnown = false
        var isClosed = false
        var isHurried = false
        var isAwaited = false
    }

    private let state = Monitor(State())
    private let tasks = PositionWaiters()

    /// Creates a gauge that stands at the start.
    public init() {}

    /// The position announced last.
    public var position: Position { state.withLock { $0.position } }

    /// Whether nothing more will be announced.
    public var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Announces a position.
    /// - Parameter position: a lower one than before changes nothing
    public func announce(_ position: Position) {
        let mustWake = state.withLock { state in
            guard position > state.position || !state.isKnown else { return false }
            state.position = max(position, state.position)
            state.isKnown = true
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if mustWake { state.notifyAll() }
        tasks.announce(position)
    }

    /// Announces that everything begins anew from a position, which may be lower than before.
    func restart(at position: Position) {
        let mustWake = state.withLock { state in
            state.position = position
            state.isKnown = true
            defer { state.isAwaited = false }
            return state.isAwaited
        }
        if mustWake { state.notifyAll() }
        tasks.announce(position)
    }

    /// Nothing more will be announced: whoever waits is told so.
    public func close() {
        state.withLock { $0.isClosed = true }
        state.notifyAll()
        tasks.close()
    }

    /// Waits, without blocking a thread, until a position is announced.
    /// - Parameters:
    ///   - position: what must be reached; the start is reached once any position has been announced
    ///   - timeout: for how long to wait at the most
    /// - Returns: whether it was reached
    public func wait(for position: Position, timeout: Duration) async -> Bool {
        if has(position) { return true }
        return await tasks.wait(for: position, timeout: timeout) { self.has(position) }
    }

    /// Waits, without blocking a thread, until a position is announced, the gauge is closed or the task cancelled.
    /// - Parameter position: what must be reached
    /// - Returns: whether it was reached
    public func wait(for position: Position) async -> Bool {
        if has(position) { return true }
        return await tasks.wait(for: position, timeout: nil) { self.has(position) }
    }

    /// Whether a position has been reached.
    func has(_ position: Position) -> Bool {
        state.withLock { $0.isKnown && $0.position >= position }
    }

    /// Blocks the calling thread until something behind a position is announced, or the gauge is closed.
    /// - Parameters:
    ///   - position: what the caller has already
    ///   - isDisturbed: whether there is another reason to go on, of which ``hurry()`` was told
    /// - Returns: the position announced last; `nil` once the gauge is closed
    func wait(beyond position: Position, or isDisturbed: () -> Bool = { false }) -> Position? {
        state.wait { state -> Position?? in
            if state.isClosed { return .some(nil) }
            guard state.position > position || isDisturbed() else {
                state.isAwaited = true
                return nil
            }
            return .some(state.position)
        } ?? nil
    }

    /// Blocks the calling thread until a position has been announced, be it the start.
    /// - Returns: false once the gauge is closed
    func waitUntilKnown() -> Bool {
        state.wait { state -> Bool? in
            if state.isClosed { return false }
            guard !state.isKnown else { return true }
            state.isAwaited = true
            return nil
        } ?? false
    }

    /// Blocks the calling thread for a while so that more gathers, unless somebody hurries or the gauge is closed.
    func gather(untilMonotonicNanoseconds deadline: UInt64) {
        _ = state.wait(untilMonotonicNanoseconds: deadline) { $0.isHurried || $0.isClosed ? true : nil }
        state.withLock { $0.isHurried = false }
    }

    /// Ends gathering: somebody waits for what would come of it.
    func hurry() {
        state.withLock { $0.isHurried = true }
        state.notifyAll()
    }
}
