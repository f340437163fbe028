import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// Gives a command to the engine, and makes a reply of what comes of it.
    /// - Parameters:
    ///   - command: the command
    ///   - key: the idempotency key, where there is one
    ///   - access: what whoever asks may do
    ///   - isPathSubject: whether the path names what the command is about
    /// - Returns: the reply
    /// - Throws: the problem of a command that was refused or could not be decided
    func submit(
        _ command: Command, key: IdempotencyKeyText?, for access: Access, isPathSubject: Bool = false
    ) async throws(Problem) -> HTTPReply {
        let permission = try await permission(for: command, access, isPathSubject: isPathSubject)
        let result: Result<Answer, Rejection>
        do throws(EngineFault) {
            result = try await engine.submit(CommandEnvelope(command, key: key?.key(scope: access.owner)))
        } catch {
            throw Problem(error)
        }
        switch result {
        case .failure(let rejection):
            let problem = Problem(permission.shown(rejection), isPathSubject: isPathSubject)
            throw rejection == .accountNotFound ? await naming(problem, command) : problem
        case .success(let answer):
            watermark.note(answer.position)
            var writer = JSONWriter(capacity: 640)
            writer.answer(answer, to: command)
            var reply = HTTPReply(status: answer.status(of: command), body: writer.finish(), position: answer.position)
            reply.isReplay = answer.isReplay
            return reply
        }
    }

    /// Says which of the accounts that a command names there is not.
    private func naming(_ problem: Problem, _ command: Command) async -> Problem {
        let named: [(field: CommandField, id: AccountID)] =
            switch command {
            case .transfer(let request): [(.debit, request.debit), (.credit, request.credit)]
            case .requestPayment(let request): [(.payer, request.payer), (.payee, request.payee)]
            default: []
            }
        for (field, id) in named {
            // Where the engine gives no answer, the problem stays as it was.
            guard case .success(nil) = await account(id) else { continue }
            var problem = problem
            problem.field = field.name
            problem.detail = "There is no account \(id). Open it with POST /v1/accounts."
            return problem
        }
        return problem
    }

    private func account(_ id: AccountID) async -> Result<Account?, EngineFault> {
        do throws(EngineFault) {
            return .success(try await engine.account(id)?.value)
        } catch {
            return .failure(error)
        }
    }
}
