import PaymentCore

/// The answers that may be given once the batch is durable.
struct PendingAnswers {
    private var singles: ContiguousArray<(waiter: Waiter<Reply>, reply: Reply)> = []
    private var batches: ContiguousArray<(waiter: Waiter<[Reply]>, replies: [Reply])> = []
    private var queries: ContiguousArray<@Sendable (Result<Ledger, EngineFault>) -> Void> = []

    var isEmpty: Bool { singles.isEmpty && batches.isEmpty && queries.isEmpty }

    mutating func add(_ waiter: Waiter<Reply>, _ reply: Reply) {
        singles.append((waiter, reply))
    }

    mutating func add(_ waiter: Waiter<[Reply]>, _ replies: [Reply]) {
        batches.append((waiter, replies))
    }

    mutating func add(_ query: @escaping @Sendable (Result<Ledger, EngineFault>) -> Void) {
        queries.append(query)
    }

    /// Answers everybody.
    mutating func release(_ ledger: Ledger) {
        for (waiter, reply) in singles { waiter.succeed(reply) }
        for (waiter, replies) in batches { waiter.succeed(replies) }
        for query in queries { query(.success(ledger)) }
        removeAll()
    }

    /// Tells everybody that there is no answer.
    mutating func fail(_ fault: EngineFault) {
        for (waiter, _) in singles { waiter.fail(fault) }
        for (waiter, _) in batches { waiter.fail(fault) }
        for query in queries { query(.failure(fault)) }
        removeAll()
    }

    private mutating func removeAll() {
        singles.removeAll(keepingCapacity: true)
        batches.removeAll(keepingCapacity: true)
        queries.removeAll(keepingCapacity: true)
    }
}
