import NIOCore
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// `GET /v1/requests/{id}`: what became of a queued request.
    func readRequest(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let queue = try commandQueue()
        let cursor = try await reads.current().cursor
        let request = try QueuedRequest(exchange.path.id, cursor, owner: exchange.access.owner)
        var writer = JSONWriter(capacity: 1024)
        writer.raw("{\"id\":")
        writer.string(request.name)
        switch try await progress(of: request, queue) {
        case .done(let outcome, let position):
            writer.raw(",\"status\":\"done\",\"")
            writer.outcome(outcome, at: position)
        case .refused(let code, let detail):
            writer.raw(",\"status\":\"refused\",\"code\":")
            writer.string(code)
            writer.raw(",\"detail\":")
            writer.string(detail)
        case .queued: writer.raw(",\"status\":\"queued\"")
        case .forgotten: writer.raw(",\"status\":\"forgotten\"")
        }
        writer.raw("}")
        return HTTPReply(status: 200, body: writer.finish())
    }

    /// The engine is asked first: what it has decided counts, whatever else was noted.
    private func progress(of request: QueuedRequest, _ queue: CommandQueue) async throws(Problem) -> RequestProgress {
        if let decided = try await decided(request.reference) { return decided }
        switch try await noted(request.reference, queue) {
        case .refused(let code, let detail): return .refused(code: code, detail: detail)
        case .repeated(let first): return try await payment(first) ?? .forgotten
        case .unchanged(let id): return try await account(id) ?? .forgotten
        case nil: return isForgotten(request, queue) ? .forgotten : .queued
        }
    }

    private func decided(_ request: RequestReference) async throws(Problem) -> RequestProgress? {
        switch request {
        case .payment(let id): return try await payment(id)
        case .command(let stamp, _):
            do throws(EngineFault) {
                switch try await engine.reply(to: stamp) {
                case .success(let answer): return .done(answer.outcome, at: answer.position)
                case .failure(let rejection):
                    let problem = Problem(rejection)
                    return .refused(code: problem.code, detail: problem.detail)
                case nil: return nil
                }
            } catch {
                throw Problem(error)
            }
        }
    }

    /// Whether it may have been decided, or refused, and that was forgotten; payments the engine never forgets.
    private func isForgotten(_ request: QueuedRequest, _ queue: CommandQueue) -> Bool {
        let retention =
            switch request.reference {
            case .payment: queue.outcomes.retentionMilliseconds
            case .command: min(queue.outcomes.retentionMilliseconds, engine.idempotencyRetentionSeconds * 1000)
            }
        return request.time.milliseconds + retention <= engine.now.milliseconds
    }

    private func payment(_ id: PaymentID) async throws(Problem) -> RequestProgress? {
        do throws(EngineFault) {
            return try await engine.payment(id).map { .done(.payment($0.value), at: $0.position) }
        } catch {
            throw Problem(error)
        }
    }

    private func account(_ id: AccountID) async throws(Problem) -> RequestProgress? {
        do throws(EngineFault) {
            return try await engine.account(id).map { .done(.account($0.value, isNew: false), at: $0.position) }
        } catch {
            throw Problem(error)
        }
    }

    private func noted(_ request: RequestReference, _ queue: CommandQueue) async throws(Problem) -> RequestOutcome? {
        do {
            return try await queue.outcomes.outcome(of: request)
        } catch {
            throw Problem.unavailable(.queuesUnavailable)
        }
    }
}

/// How far a queued request is.
private enum RequestProgress {
    case queued
    /// Decided: what it led to, and a position of the journal at which that is there.
    case done(Outcome, at: Position)
    case refused(code: String, detail: String)
    /// It may have been decided so long ago that nobody remembers.
    case forgotten
}

extension JSONWriter {
    /// Writes the last part of a field name after its quote, `payment":`, `transfer":` or `account":`, and the value.
    fileprivate mutating func outcome(_ outcome: Outcome, at position: Position) {
        switch outcome {
        case .payment(let payment):
            raw("payment\":")
            self.payment(payment)
        case .transfer(let transfer):
            raw("transfer\":")
            self.transfer(transfer)
        case .account(let account, _):
            raw("account\":")
            self.account(account, at: position)
        }
    }
}
