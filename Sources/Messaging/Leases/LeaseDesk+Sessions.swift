import DequeModule

/// What sessions tell the desk, and ask it.
extension LeaseDesk {
    func post(_ group: ConsumerGroup, _ session: UInt64) -> LeasePost? {
        posts[group].flatMap { $0.session == session ? $0 : nil }
    }

    func isEnding(_ group: ConsumerGroup, _ session: UInt64) -> Bool {
        post(group, session)?.isEnding ?? true
    }

    /// The queue was joined: from now on those who wait really wait.
    func joined(_ group: ConsumerGroup, _ session: UInt64, _ consumer: any MessageConsumer) {
        guard let post = post(group, session) else { return }
        let now = clock.now
        post.consumer = consumer
        post.fault = nil
        post.idleSince = now
        for index in post.asks.indices {
            post.asks[index].end = max(post.asks[index].end, now + min(post.asks[index].waiting, settings.leastWait))
        }
        serve(post)
    }

    /// Waits until there are clients that nothing is there for.
    /// - Returns: how many messages they want, and how long the last of them waits; `nil` when no more are to come
    func demand(_ group: ConsumerGroup, _ session: UInt64) async -> (count: Int, time: Duration)? {
        while let post = post(group, session), !post.isEnding {
            let now = clock.now
            post.asks.removeAll { $0.waiter.isOver }
            let count = min(post.asks.count, post.line.room)
            if count > 0, !post.isDoubtful, let end = post.asks.map(\.end).max() {
                post.line.beginRequest()
                return (count, min(max(end - now, settings.leastWait), .seconds(5)))
            }
            await withCheckedContinuation { post.demandWaiter = $0 }
        }
        return nil
    }

    func add(_ deliveries: [Delivery], _ group: ConsumerGroup, _ session: UInt64) {
        guard let post = post(group, session) else { return }
        post.fault = nil
        post.line.add(deliveries)
        serve(post)
        if deliveries.isEmpty { pass(post, clock.now) }
    }

    func receipts(_ group: ConsumerGroup, _ session: UInt64) -> [Receipt] {
        post(group, session)?.line.receipts ?? []
    }

    func lose(_ receipts: [Receipt], _ group: ConsumerGroup, _ session: UInt64) {
        guard !receipts.isEmpty, let post = post(group, session) else { return }
        post.line.lose(receipts)
        serve(post)
    }

    /// The engine had lost something of what it was told: more may be lost, such as what came behind it.
    func doubt(_ group: ConsumerGroup, _ session: UInt64) {
        post(group, session)?.doubt()
    }

    /// Waits for a doubt that the engine is to be asked about.
    /// - Returns: `nil` when no more are to come
    func nextDoubt(_ group: ConsumerGroup, _ session: UInt64) async -> Int? {
        while let post = post(group, session), !post.isEnding {
            if post.isDoubtful { return post.doubts }
            await withCheckedContinuation { post.doubtWaiter = $0 }
        }
        return nil
    }

    /// The engine has said what is lost; from now on clients are served again, unless there were more doubts meanwhile.
    func clear(_ doubt: Int, _ lost: [Receipt], _ group: ConsumerGroup, _ session: UInt64) {
        guard let post = post(group, session) else { return }
        post.clear(doubt)
        if !post.isDoubtful { post.fault = nil }
        post.line.lose(lost)
        serve(post)
    }

    /// Waits for something that the engine is to be told.
    /// - Returns: `nil` when there will be nothing more
    func nextWork(_ group: ConsumerGroup, _ session: UInt64) async -> LeaseLine.Work? {
        while let post = post(group, session) {
            if post.line.hasWork { return post.line.takeWork() }
            if post.isEnding { return nil }
            await withCheckedContinuation { post.settlementWaiter = $0 }
        }
        return nil
    }

    /// The engine has what it was told.
    func finish(_ work: LeaseLine.Work, _ group: ConsumerGroup, _ session: UInt64) {
        guard let post = post(group, session) else { return }
        post.line.finish(work, at: clock.now)
        serve(post)
    }

    /// Remembers what keeps a session from going on for now.
    func note(_ fault: MessagingFault, _ group: ConsumerGroup, _ session: UInt64) {
        post(group, session)?.fault = fault
    }

    /// Ends a session that cannot go on: those who wait are told why.
    func fail(_ fault: MessagingFault, _ group: ConsumerGroup, _ session: UInt64) {
        guard let post = post(group, session) else { return }
        for ask in post.asks { ask.waiter.offer(.failure(.engine(fault))) }
        post.asks = []
        end(post)
    }

    /// A session has ended, and everything that was unsettled has gone back; whoever came meanwhile gets a new one.
    func ended(_ group: ConsumerGroup, _ session: UInt64) {
        guard let post = post(group, session) else { return }
        for receipt in post.line.leaseReceipts { owners[receipt] = nil }
        posts[group] = nil
        post.asks.removeAll { $0.waiter.isOver }
        guard !post.asks.isEmpty, !isStopping else { return }
        open(group).asks = post.asks
    }

    func end(_ post: LeasePost) {
        post.isEnding = true
        post.wakeReceiving()
        post.wakeSettling()
        post.wakeDoubting()
    }
}
