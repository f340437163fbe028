/// What the parts of a running subscription share: the window, the settlements that wait, and who waits for what.
actor HandlerDesk {
    /// What the dispatcher is to start.
    enum Work: Sendable {
        /// Deliveries for one handler.
        case handle([Delivery])
        /// A delivery that is held until its retry.
        case hold(Receipt, Duration)
    }

    private var window: DeliveryWindow
    private var holds: [(receipt: Receipt, delay: Duration)] = []
    private var settlements: [Settlement] = []
    /// The rounds of settlements that the engine is being told of, and that it has heard of while more was on its way.
    private var (told, heard) = (-1, -1)
    private var isReceiving = false
    private let prefetch: Int
    private let maximumBodyBytes: Int
    private let maximumHandlers: Int
    private let maximumBatch: Int
    private var quantities = MessageQuantities()
    private var isStopping = false
    private var isDispatched = false
    private var plan: ParallelismPlan
    private var running = 0
    private var wasBusy = false

    private var workWaiter: CheckedContinuation<Void, Never>?
    private var roomWaiter: CheckedContinuation<Void, Never>?
    private var settlementWaiter: CheckedContinuation<Void, Never>?

    init(_ settings: MessageSubscriptionSettings, maximumBatch: Int, keyedRetry: Guarantees.KeyedRetry) {
        window = DeliveryWindow(keyedRetry)
        prefetch = settings.consumer.prefetch
        maximumBodyBytes = settings.maximumHeldBytes
        maximumHandlers = settings.share?.slots.count ?? .max
        self.maximumBatch = maximumBatch
        plan = ParallelismPlan(settings.parallelism, target: settings.drainTarget)
    }

    // MARK: Receiving

    /// Waits until there is room for more deliveries.
    /// - Returns: for how many; `nil` when no more are to come
    func room() async -> Int? {
        while !isStopping {
            if hasRoom {
                isReceiving = true
                return prefetch - window.count
            }
            await withCheckedContinuation { roomWaiter = $0 }
        }
        return nil
    }

    func add(_ deliveries: [Delivery]) {
        isReceiving = false
        settle(window.add(deliveries))
        window.close(upTo: heard)
        wasBusy = wasBusy || !deliveries.isEmpty
        wakeDispatcher()
    }

    var receipts: [Receipt] { window.receipts }

    func lose(_ receipts: [Receipt]) {
        guard !receipts.isEmpty else { return }
        window.lose(receipts)
        wakeDispatcher()
        wake(&roomWaiter)
    }

    // MARK: Handling

    /// Waits for something to start.
    /// - Returns: `nil` when nothing is to be started any more
    func next() async -> Work? {
        while true {
            if let hold = holds.popLast() { return .hold(hold.receipt, hold.delay) }
            if isStopping { return nil }
            if running < plan.current, window.hasReady {
                let batch = window.take(atMost: maximumBatch)
                if !batch.isEmpty {
                    running += 1
                    return .handle(batch)
                }
            }
            await withCheckedContinuation { workWaiter = $0 }
        }
    }

    /// Takes back what a handler had.
    /// - Parameters:
    ///   - batch: the deliveries, and what becomes of them
    ///   - seconds: how long the handler took
    func finish(_ batch: [(delivery: Delivery, disposition: Disposition)], seconds: Double) {
        running -= 1
        count(batch, seconds: seconds)
        let outcome = window.finish(batch)
        holds += outcome.holds
        settle(outcome.settlements)
        wakeDispatcher()
        if hasRoom { wake(&roomWaiter) }
    }

    /// One message beyond the limit is always let in, or a large one would never be.
    private var hasRoom: Bool {
        window.count < prefetch && window.bodyBytes < maximumBodyBytes
    }

    private func count(_ batch: [(delivery: Delivery, disposition: Disposition)], seconds: Double) {
        for (_, disposition) in batch {
            switch disposition {
            case .ack: quantities.handled += 1
            case .retry, .release: quantities.retried += 1
            case .deadLetter: quantities.deadLettered += 1
            }
        }
        let service = seconds / Double(max(1, batch.count))
        // A moving average over some sixteen handlings.
        quantities.serviceSeconds +=
            (service - quantities.serviceSeconds) * (quantities.serviceSeconds == 0 ? 1 : 1 / 16)
    }

    /// Ends a hold: the time of the retry has come.
    func release(_ receipt: Receipt) {
        window.release(receipt)
        wakeDispatcher()
    }

    /// Says that no handler runs any more.
    func dispatched() {
        isDispatched = true
        wake(&settlementWaiter)
    }

    // MARK: Settling

    /// Waits for settlements.
    /// - Returns: `nil` when there will be no more
    func nextSettlements() async -> [Settlement]? {
        while settlements.isEmpty {
            if isDispatched { return nil }
            await withCheckedContinuation { settlementWaiter = $0 }
        }
        defer { settlements = [] }
        told = window.beginRound()
        return settlements
    }

    /// Says that the engine has the settlements that were taken last.
    func settled() {
        if isReceiving {
            // What it gave before may still be on its way.
            heard = told
        } else {
            window.close(upTo: told)
        }
    }

    private func settle(_ more: [Settlement]) {
        guard !more.isEmpty else { return }
        settlements += more
        wake(&settlementWaiter)
    }

    // MARK: Parallelism and state

    /// Whether anything came since the last call.
    func takeBusy() -> Bool {
        defer { wasBusy = window.count > 0 }
        return wasBusy
    }

    /// Sets the number of handlers by the depth.
    /// - Parameter waiting: Q, how many messages wait
    func plan(waiting: Int) {
        plan.look(waiting: waiting, serviceSeconds: quantities.serviceSeconds)
        wakeDispatcher()
    }

    /// Starts nothing more; handlers that run may finish.
    func stop() {
        isStopping = true
        wakeDispatcher()
        wake(&roomWaiter)
    }

    var now: MessageQuantities {
        var now = quantities
        // More than that do not get a turn.
        now.parallelism = min(plan.current, maximumHandlers)
        now.held = window.count
        now.inHandlers = running
        return now
    }

    private func wakeDispatcher() {
        wake(&workWaiter)
    }

    private func wake(_ waiter: inout CheckedContinuation<Void, Never>?) {
        waiter?.resume()
        waiter = nil
    }
}
