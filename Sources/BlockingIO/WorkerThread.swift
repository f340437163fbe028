import Glibc

/// A thread of its own for work that blocks, so that it never occupies the cooperative pool.
public final class WorkerThread: Sendable {
    private let hasEnded = Monitor(false)

    private init() {}

    /// Starts a thread.
    /// - Parameters:
    ///   - name: what `top -H` and debuggers show; the kernel keeps the first 15 bytes
    ///   - body: the thread's work; the thread ends when it returns
    /// - Returns: a handle to wait for the end; the thread lives on when the handle is dropped
    /// - Throws: ``ThreadFault`` when the system gives no thread
    public static func start(name: String, _ body: @escaping @Sendable () -> Void) throws(ThreadFault) -> WorkerThread {
        let worker = WorkerThread()
        let start = ThreadStart(name: String(name.utf8.prefix(15)) ?? "worker") {
            body()
            worker.hasEnded.withLock { $0 = true }
            worker.hasEnded.notifyAll()
        }
        try start.launch()
        return worker
    }

    /// Runs blocking work on a thread of its own and suspends the caller until it has ended.
    ///
    /// Cancelling the calling task does not interrupt the work: give it its own way to stop.
    /// - Parameters:
    ///   - name: what `top -H` and debuggers show; the kernel keeps the first 15 bytes
    ///   - body: the blocking work
    /// - Returns: what the work returned
    /// - Throws: what the work threw, or ``ThreadFault`` when the system gives no thread
    public static func run<Result: Sendable>(
        name: String, _ body: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            do {
                _ = try start(name: name) {
                    continuation.resume(with: Swift.Result { try body() })
                }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Blocks the calling thread until this one has done its work; returns at once after that.
    public func join() {
        _ = hasEnded.wait { $0 ? true : nil }
    }

    /// Lets other threads go first: for work that may wait while something more urgent wants the processor.
    ///
    /// On Linux the nice value belongs to the calling thread alone (setpriority(2)). Where it cannot be changed, nothing happens.
    /// - Parameter niceness: 0, as everybody, to 19, who takes only what is left
    public static func yieldToOthers(niceness: Int) {
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(truncatingIfNeeded: niceness))
    }
}
