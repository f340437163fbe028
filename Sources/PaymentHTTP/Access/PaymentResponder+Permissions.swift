import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// Refuses a command that a key may not give: because of the accounts that it names, or those of what it is about.
    /// - Parameters:
    ///   - command: the command
    ///   - access: what whoever asks may do
    ///   - isPathSubject: whether the path names what the command is about
    /// - Returns: how the engine's answer may be shown
    /// - Throws: 403 `account_not_permitted`, or what is answered where there is no such thing
    func permission(
        for command: Command, _ access: Access, isPathSubject: Bool
    ) async throws(Problem) -> Permission {
        try access.check(command)
        guard access.isRestricted, let subject = CommandSubject(command) else { return .granted }
        guard let permission = try await permissions(for: [subject], access).first else {
            throw Problem(.internalError)
        }
        if case .hidden(let rejection) = permission { throw Problem(rejection, isPathSubject: isPathSubject) }
        return permission
    }

    /// Takes the commands out of a batch that a key may not give, and leaves problems in their places.
    /// - Returns: how the engine's answers to those that are left may be shown; empty where nothing is hidden
    func keepPermitted(_ batch: inout Batch, _ access: Access) async throws(Problem) -> [Permission] {
        guard access.isRestricted else { return [] }
        let subjects = batch.envelopes.map { CommandSubject($0.command) }
        var found = try await permissions(for: subjects.compactMap(\.self), access).makeIterator()
        let permissions = subjects.map { subject in
            subject == nil ? .granted : found.next() ?? .hidden(.paymentNotFound)
        }
        return batch.keep(permissions)
    }

    private func permissions(for subjects: [CommandSubject], _ access: Access) async throws(Problem) -> [Permission] {
        guard !subjects.isEmpty else { return [] }
        let found: [SubjectParties]
        do throws(EngineFault) {
            found = try await engine.parties(of: subjects).value
        } catch {
            throw Problem(error)
        }
        return zip(subjects, found).map { Permission($0, $1, access) }
    }
}
