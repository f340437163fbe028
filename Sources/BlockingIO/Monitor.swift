/// A value behind a mutex, and a condition on which threads wait until the value has become what they need.
///
/// For dedicated threads (``WorkerThread``) and for short critical sections anywhere: `withLock` may be called from an async
/// context as long as the body does not block; `wait` blocks its thread and belongs on a dedicated one.
///
/// Cost: an uncontended `withLock` is one mutex round trip (about 20 ns) and a `notify` without waiters is no system call.
/// Notify *after* `withLock` has returned: the woken thread then finds the mutex free.
@safe
public final class Monitor<Value: ~Copyable>: @unchecked Sendable {
    // A pointer rather than a stored property: no dynamic exclusivity check on every access.
    @usableFromInline let value: UnsafeMutablePointer<Value>
    @usableFromInline let condition: MonitorCondition

    /// Creates a monitor.
    /// - Parameter initial: the first value; only the monitor's closures reach it from here on
    public init(_ initial: consuming sending Value) {
        unsafe value = .allocate(capacity: 1)
        unsafe value.initialize(to: initial)
        condition = MonitorCondition()
    }

    deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
        condition.destroy()
    }

    /// Runs a closure while no other thread touches the value.
    /// - Parameter body: reads or changes the value; must neither block nor call this monitor again
    /// - Returns: what the closure returns
    /// - Throws: what the closure throws
    @inlinable
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        condition.lock()
        defer { condition.unlock() }
        return try unsafe body(&value.pointee)
    }

    /// Wakes one of the threads that wait, if any.
    @inlinable
    public func notifyOne() {
        condition.signal()
    }

    /// Wakes all threads that wait.
    @inlinable
    public func notifyAll() {
        condition.broadcast()
    }

    /// Blocks the calling thread until a closure finds what it looks for.
    ///
    /// The closure runs under the lock, at once and again after every wake-up (also those without a reason), until it
    /// returns something or the deadline has passed; it has a last look after the deadline.
    /// - Parameters:
    ///   - deadline: nanoseconds of ``MonotonicClock``; nil waits without an end
    ///   - body: looks at the value and may change it; nil waits on
    /// - Returns: what the closure returned, or nil after the deadline
    /// - Throws: what the closure throws
    @inlinable
    public func wait<Result: ~Copyable, Failure: Error>(
        untilMonotonicNanoseconds deadline: UInt64? = nil,
        _ body: (inout Value) throws(Failure) -> sending Result?
    ) throws(Failure) -> sending Result? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let result = try unsafe body(&value.pointee) { return result }
            guard condition.wait(untilMonotonicNanoseconds: deadline) else {
                return try unsafe body(&value.pointee)
            }
        }
    }
}
