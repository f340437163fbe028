import DequeModule
public import ServiceLifecycle
import Synchronization

/// Leases messages of queues to clients that come and go, such as those over HTTP, which are no members of their own.
///
/// **Lease**: a client has a message for the time that it asked for, and settles it with its receipt. A lease that ends counts as an attempt, and the
/// message comes again, whatever the engine's own leases are: the desk renews those meanwhile. Receipts mean something in this process only.
///
/// **Order**: clients are served in the order of their asking, messages of a key one after the other.
///
/// **Members**: the desk joins a queue when the first client asks, takes no more messages than clients wait for, and leaves after
/// ``LeaseDeskSettings/idleTime`` without any use.
///
/// **Doubt**: where the engine does not say whether it did what it was told, or has lost a message, clients get none until it has said which
/// of those that the desk has are lost.
///
/// **Giving up**: what is no message, and what has had all attempts of the retry policy, goes to the dead letters without being shown.
///
/// Nothing happens before ``run()``. It is to be told to stop before the server whose clients wait.
public actor LeaseDesk: Service {
    let broker: any MessageBroker
    let settings: LeaseDeskSettings
    let clock = ContinuousClock()
    var posts: [ConsumerGroup: LeasePost] = [:]
    var owners: [LeaseReceipt: LeasePost] = [:]
    var starts: [LeasePost] = []
    private var lastSession: UInt64 = 0
    nonisolated let waiterCount = Atomic<Int>(0)
    var isRunning = false
    var isStopping = false
    var startWaiter: CheckedContinuation<Void, Never>?
    var tickWaiter: CheckedContinuation<Void, Never>?

    /// How often leases, waits and holds are looked after, while there are any.
    static let tick = Duration.milliseconds(100)

    /// Creates a desk.
    /// - Parameters:
    ///   - broker: the engine
    ///   - settings: how it leases, and its limits
    public init(_ broker: any MessageBroker, settings: LeaseDeskSettings = LeaseDeskSettings()) {
        self.broker = broker
        self.settings = settings
    }

    // MARK: Running

    /// Leases until it is told to stop; then clients that wait are told so, and what they have leased goes back to the engine.
    public func run() async throws {
        isRunning = true
        await withDiscardingTaskGroup { tasks in
            tasks.addTask {
                // Also when the task is cancelled.
                try? await gracefulShutdown()
                await self.stop()
            }
            tasks.addTask { await self.watch() }
            while let post = await nextStart() {
                let session = LeaseSession(self, post.group, post.session)
                tasks.addTask { await session.run() }
            }
        }
        isRunning = false
    }

    func wake(_ waiter: inout CheckedContinuation<Void, Never>?) {
        waiter?.resume()
        waiter = nil
    }

    // MARK: Clients

    /// Leases a message.
    ///
    /// A task that is cancelled while it waits gets none, and takes none from anybody.
    /// - Parameters:
    ///   - group: the queue, or a group of a topic; made where it is not there
    ///   - lease: how long the client is to have it
    ///   - time: how long to wait where there is none
    /// - Returns: `nil` where none came in time
    /// - Throws: ``LeaseFault``
    public func lease(
        _ group: ConsumerGroup, for lease: Duration, waiting time: Duration
    ) async throws(LeaseFault) -> LeasedMessage? {
        guard isRunning, !isStopping else { throw .stopped }
        guard waiting < settings.maximumWaiters else {
            throw .exhausted("As many clients wait for messages as may: \(settings.maximumWaiters).")
        }
        let post = try post(for: group)
        let waiter = LeaseWaiter()
        let wait = max(time, settings.leastWait)
        let now = clock.now
        post.asks.append(
            LeasePost.Ask(
                waiter: waiter, lease: lease, waiting: wait, end: now + wait,
                joinEnd: now + wait + settings.joinTime))
        waiterCount.add(1, ordering: .relaxed)
        serve(post)
        let outcome = await waiter.outcome()
        waiterCount.subtract(1, ordering: .relaxed)
        guard let message = try outcome.get() else { return nil }
        guard !Task.isCancelled else {
            giveBack(message.receipt)
            return nil
        }
        return message
    }

    /// Undoes a lease: the client has not seen the message, so it is no attempt.
    /// - Parameter receipt: the lease
    public func giveBack(_ receipt: LeaseReceipt) {
        guard let post = owners.removeValue(forKey: receipt) else { return }
        post.line.putBack(receipt)
        serve(post)
    }

    /// Says what becomes of a leased message.
    ///
    /// Returning means that the engine has it; a retry of a message with a key may wait here instead. After an engine's fault the lease goes on, and the client
    /// may try again.
    /// - Parameters:
    ///   - receipt: the lease
    ///   - outcome: what becomes of the message
    /// - Returns: where the message was from, and what becomes of it in the end: a retry beyond the last attempt is a dead letter
    /// - Throws: ``LeaseFault``
    public func settle(
        _ receipt: LeaseReceipt, _ outcome: LeaseOutcome
    ) async throws(LeaseFault) -> (group: ConsumerGroup, disposition: Disposition) {
        guard let post = owners[receipt], let consumer = post.consumer, !post.isEnding,
            let (disposition, settlements) = post.line.begin(receipt, outcome, at: clock.now)
        else { throw .lost }
        let session = post.session
        var lost: [Receipt] = []
        if !settlements.isEmpty {
            do {
                lost = try await consumer.settle(settlements)
            } catch {
                post.line.abandon(receipt)
                post.doubt()
                guard error.code != .closed else { throw .lost }
                throw .engine(error)
            }
        }
        // What was behind it comes again, too, and must not be shown before it.
        if !lost.isEmpty { post.doubt() }
        if posts[post.group]?.session == session {
            post.line.finish(receipt, disposition, told: settlements, at: clock.now)
            serve(post)
        }
        owners[receipt] = nil
        // The first of them is the message itself; the others are those behind it, which come again anyway.
        if let first = settlements.first, lost.contains(first.receipt) { throw .lost }
        return (post.group, disposition)
    }

    private func post(for group: ConsumerGroup) throws(LeaseFault) -> LeasePost {
        if let post = posts[group] { return post }
        guard posts.count < settings.maximumQueues else {
            // Whoever comes next may find room.
            if let unused = posts.values.first(where: { $0.asks.isEmpty && $0.line.isIdle }) { end(unused) }
            throw .exhausted("As many queues are read from as may be at a time: \(settings.maximumQueues).")
        }
        return open(group)
    }

    @discardableResult
    func open(_ group: ConsumerGroup) -> LeasePost {
        lastSession += 1
        let line = LeaseLine(group, settings, keyedRetry: broker.guarantees.keyedRetry)
        let post = LeasePost(group, session: lastSession, line: line, now: clock.now)
        posts[group] = post
        starts.append(post)
        wake(&startWaiter)
        wake(&tickWaiter)
        return post
    }

    /// Gives waiting clients what there is, and lets the session work for those that are left.
    func serve(_ post: LeasePost) {
        let now = clock.now
        while post.isOpen, !post.isDoubtful, let ask = post.asks.first {
            if ask.waiter.isOver {
                post.asks.removeFirst()
                continue
            }
            let receipt = LeaseReceipt()
            guard let message = post.line.lease(as: receipt, for: ask.lease, at: now) else { break }
            post.asks.removeFirst()
            if ask.waiter.offer(.success(message)) {
                owners[receipt] = post
            } else {
                post.line.putBack(receipt)
            }
        }
        tidy(post)
        post.wakeReceiving()
    }

    /// Takes out of the line what others must hear of.
    func tidy(_ post: LeasePost) {
        for receipt in post.line.takeEnded() { owners[receipt] = nil }
        if post.line.hasWork { post.wakeSettling() }
    }
}
