import HTTPTypes
import PaymentCore
import PaymentEngine
import PaymentViews

extension PaymentResponder {
    /// The position that a request wants to see, if it says so.
    private func wanted(_ exchange: Exchange) async throws(Problem) -> Position? {
        guard let text = exchange.head.headerFields[.florinWaitFor] else { return nil }
        guard let position = QueryParameters.position(text) else {
            throw Problem(
                .parameterInvalid, "The header field Florin-Wait-For must be a position, a whole number.",
                field: "Florin-Wait-For")
        }
        try await checkNotInFuture(position, "Florin-Wait-For")
        return position
    }

    /// Refuses a position that the journal does not have.
    ///
    /// While the ledger is being rebuilt nobody knows where the journal ends: the request waits, or is told to come back.
    func checkNotInFuture(_ position: Position, _ field: String) async throws(Problem) {
        let end = try await knownEnd()
        guard position > end else { return }
        throw Problem(
            .atInFuture, "Position \(position.value) is in the future: the journal ends at \(end.value).", field: field)
    }

    /// Where the journal ends, once that is known.
    func knownEnd() async throws(Problem) -> Position {
        guard await engine.durable.wait(for: .start, timeout: .seconds(settings.waitTimeoutSeconds)) else {
            throw Problem.unavailable(.viewsUnavailable, "The server is starting. Ask again in a moment.")
        }
        return engine.durable.position
    }

    /// Waits until the views have what the request wants to see.
    /// - Throws: the problem where they have it too late
    func waitForViews(_ exchange: Exchange) async throws(Problem) {
        if let position = try await wanted(exchange) { try await waitForViews(upTo: position) }
    }

    /// Waits until the views have an event.
    /// - Throws: the problem where they have it too late
    func waitForViews(upTo position: Position) async throws(Problem) {
        guard await reads.subscription.wait(for: position, timeout: .seconds(settings.waitTimeoutSeconds)) else {
            throw behind(position, reads.subscription.consumed.position)
        }
    }

    /// Makes sure that the journal has what the request wants to see: no answer ever named a position that it does not have.
    func checkJournal(_ exchange: Exchange) async throws(Problem) {
        _ = try await wanted(exchange)
    }

    /// Looks something up in the views; what they do not have while they are behind the journal is no answer yet.
    /// - Throws: the problem where they stay behind for too long
    func lookUp<Value: Sendable>(
        _ body: @escaping @Sendable (ReadSide.Opened) async throws -> Viewed<Value?>
    ) async throws(Problem) -> Viewed<Value?> {
        let end = try await knownEnd()
        let found = try await reads.read(body)
        if found.value != nil || found.position >= end { return found }
        try await waitForViews(upTo: end)
        return try await reads.read(body)
    }

    private func behind(_ wanted: Position, _ reached: Position) -> Problem {
        .unavailable(.viewsBehind, "Position \(wanted.value) was not reached in time: it is at \(reached.value).")
    }
}
