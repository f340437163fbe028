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
        case .failure(let rejection): throw Problem(permission.shown(rejection), isPathSubject: isPathSubject)
        case .success(let answer):
            watermark.note(answer.position)
            var writer = JSONWriter(capacity: 640)
            writer.answer(answer, to: command)
            var reply = HTTPReply(status: answer.status(of: command), body: writer.finish(), position: answer.position)
            reply.isReplay = answer.isReplay
            return reply
        }
    }
}
