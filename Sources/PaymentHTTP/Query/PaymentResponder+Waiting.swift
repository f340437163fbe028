import HTTPTypes
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// The position that a request wants to see, if it says so.
    private func wanted(_ exchange: Exchange) throws(Problem) -> Position? {
        guard let text = exchange.head.headerFields[.florinWaitFor] else { return nil }
        guard let position = QueryParameters.position(text) else {
            throw Problem(
                .parameterInvalid, "The header field Florin-Wait-For must be a position, a whole number.",
                field: "Florin-Wait-For")
        }
        let end = engine.durable.position
        guard position <= end else {
            throw Problem(
                .atInFuture, "Position \(position.value) is in the future: the journal ends at \(end.value).",
                field: "Florin-Wait-For")
        }
        return position
    }

    /// Waits until the views have what the request wants to see.
    /// - Throws: the problem where they have it too late
    func waitForViews(_ exchange: Exchange) async throws(Problem) {
        guard let position = try wanted(exchange) else { return }
        guard await reads.subscription.wait(for: position, timeout: .seconds(settings.waitTimeoutSeconds)) else {
            throw behind(position, reads.subscription.consumed.position)
        }
    }

    /// Makes sure that the journal has what the request wants to see: no answer ever named a position that it does not have.
    func checkJournal(_ exchange: Exchange) throws(Problem) {
        _ = try wanted(exchange)
    }

    private func behind(_ wanted: Position, _ reached: Position) -> Problem {
        .unavailable(.viewsBehind, "Position \(wanted.value) was not reached in time: it is at \(reached.value).")
    }
}
