/// A few threads for short pieces of work that block, such as reading files.
///
/// Tasks wait for their turn without blocking; the threads end when the pool is let go.
public final class WorkerPool: Sendable {
    private struct Queue {
        var waiting: [@Sendable () -> Void] = []
        /// Where the oldest one stands in `waiting`.
        var next = 0
        var isClosed = false

        mutating func take() -> (@Sendable () -> Void)? {
            guard next < waiting.count else { return nil }
            defer { next += 1 }
            if next > 64, next * 2 > waiting.count {
                waiting.removeFirst(next)
                next = 0
            }
            return waiting[next]
        }
    }

    private let queue: Monitor<Queue>

    /// Starts the threads.
    /// - Parameters:
    ///   - name: what the threads are called
    ///   - count: how many there are
    /// - Throws: ``ThreadFault`` where the system has no thread left
    public init(name: String, count: Int) throws(ThreadFault) {
        let queue = Monitor(Queue())
        self.queue = queue
        for _ in 0..<count {
            _ = try WorkerThread.start(name: name) { WorkerPool.work(queue) }
        }
    }

    deinit {
        queue.withLock { $0.isClosed = true }
        queue.notifyAll()
    }

    /// Runs something on one of the threads.
    /// - Parameter body: what blocks
    /// - Returns: what it returns
    /// - Throws: what it throws
    public func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.withLock { queue in
                queue.waiting.append { continuation.resume(with: Swift.Result { try body() }) }
            }
            queue.notifyOne()
        }
    }

    private static func work(_ queue: Monitor<Queue>) {
        while true {
            let work: (@Sendable () -> Void)?? = queue.wait { queue -> (@Sendable () -> Void)?? in
                if let work = queue.take() { return .some(work) }
                return queue.isClosed ? .some(nil) : nil
            }
            guard case .some(.some(let work)) = work else { return }
            work()
        }
    }
}
