/// A thread that runs an actor: what the actor calls may block, and nothing else waits for it.
///
/// For clients whose calls block: an actor owns the connection, and names one of these as its executor.
/// ```swift
/// actor Connection {
///     private let executor: ThreadExecutor
///     nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }
/// }
/// ```
/// The thread ends when the executor is let go.
public final class ThreadExecutor: SerialExecutor {
    private struct Work {
        var job: UnownedJob
        // Keeps the executor while its job runs: the job may let go of the actor that owns it.
        var executor: ThreadExecutor
    }

    private struct Queue {
        var works: [Work] = []
        var isClosed = false
    }

    private let queue: Monitor<Queue>

    /// Starts the thread.
    /// - Parameter name: what `top -H` and debuggers show; the kernel keeps the first 15 bytes
    /// - Throws: ``ThreadFault`` when the system gives no thread
    public init(name: String) throws(ThreadFault) {
        let queue = Monitor(Queue())
        self.queue = queue
        _ = try WorkerThread.start(name: name) { ThreadExecutor.work(queue) }
    }

    deinit {
        queue.withLock { $0.isClosed = true }
        queue.notifyAll()
    }

    /// Has the thread run a job.
    /// - Parameter job: the job
    public func enqueue(_ job: consuming ExecutorJob) {
        let work = Work(job: UnownedJob(job), executor: self)
        queue.withLock { $0.works.append(work) }
        queue.notifyOne()
    }

    private static func work(_ queue: Monitor<Queue>) {
        while let works = next(queue) {
            for work in works {
                unsafe work.job.runSynchronously(on: work.executor.asUnownedSerialExecutor())
            }
        }
    }

    private static func next(_ queue: Monitor<Queue>) -> [Work]? {
        queue.wait { queue -> [Work]?? in
            if !queue.works.isEmpty {
                defer { queue.works = [] }
                return queue.works
            }
            return queue.isClosed ? .some(nil) : nil
        } ?? nil
    }
}
