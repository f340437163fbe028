import DequeModule
import Synchronization

/// What happens as time passes.
extension LeaseDesk {
    func nextStart() async -> (group: ConsumerGroup, session: UInt64)? {
        while starts.isEmpty, !isStopping { await withCheckedContinuation { startWaiter = $0 } }
        guard !isStopping else { return nil }
        let post = starts.removeFirst()
        return (post.group, post.session)
    }

    /// Whether clients are served.
    var accepts: Bool { isRunning && !isStopping }
    /// How many clients wait for a message.
    public nonisolated var waiting: Int { waiterCount.load(ordering: .relaxed) }

    func stop() {
        isStopping = true
        for post in posts.values {
            for ask in post.asks { ask.waiter.offer(.failure(.stopped)) }
            post.asks = []
            end(post)
        }
        wake(&startWaiter)
        wake(&tickWaiter)
    }

    func watch() async {
        while !isStopping {
            if posts.isEmpty {
                await withCheckedContinuation { tickWaiter = $0 }
            } else {
                guard (try? await Task.sleep(for: LeaseDesk.tick)) != nil else { return }
                let now = clock.now
                for post in Array(posts.values) { pass(post, now) }
            }
        }
    }

    func pass(_ post: LeasePost, _ now: LeaseLine.Instant) {
        post.line.pass(now)
        serve(post)
        post.asks.removeAll { ask in
            guard !ask.waiter.isOver, ask.end <= now, post.isOpen || post.fault != nil || ask.joinEnd <= now else {
                return ask.waiter.isOver
            }
            ask.waiter.offer(outcome(ofWaitingFor: post))
            return true
        }
        if !post.asks.isEmpty || !post.line.isIdle { post.idleSince = now }
        if !post.isEnding, post.idleSince + settings.idleTime <= now { end(post) }
    }

    private func outcome(ofWaitingFor post: LeasePost) -> LeaseWaiter.Outcome {
        if let fault = post.fault { return .failure(.engine(fault)) }
        guard post.isOpen else {
            let fault = MessagingFault(.timeout, "The \(post.group) at \(broker.label) could not be joined in time")
            return .failure(.engine(fault))
        }
        guard post.line.room > 0 else {
            return .failure(
                .exhausted("As many messages of the \(post.group) are leased as may: \(settings.maximumLeases)."))
        }
        return .success(nil)
    }
}
