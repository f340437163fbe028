import BlockingIO

/// An end for work that may hang: a broker that never answers must not keep the other cases from running.
enum Deadline {
    /// Runs work, and abandons it where it takes too long.
    ///
    /// The one place where a task is left behind: work that does not answer cannot be awaited.
    static func run(within limit: Duration, _ work: @escaping @Sendable () async throws -> Void) async throws {
        let result = Monitor<Result<Void, any Error>?>(nil)
        let task = Task {
            do {
                try await work()
                result.withLock { $0 = .success(()) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
        let deadline = ContinuousClock.now + limit
        while true {
            if let result = result.withLock({ $0 }) { return try result.get() }
            guard ContinuousClock.now < deadline else {
                task.cancel()
                throw ContractViolation("It was not done within \(limit), and was abandoned")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The same for work whose outcome does not matter.
    static func ignore(within limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
        try? await run(within: limit, work)
    }
}
