import Foundation
import MessagingContract
import Testing

/// The contract, for every engine.
@Suite("Messaging contract")
struct MessagingContractTests {
    /// What makes a subject's cases impossible here; an error in CI.
    private func obstacle(_ subject: ContractSubject) throws -> String? {
        guard let program = subject.missingProgram else { return nil }
        let sentence = "There is no \(program) on this machine: the contract is not tested with \(subject.name)"
        guard ProcessInfo.processInfo.environment["CI"] == nil else { throw ContractViolation(sentence) }
        return sentence
    }

    @Test(arguments: ContractSubject.all)
    func `an engine is on this machine`(_ subject: ContractSubject) throws {
        if let obstacle = try obstacle(subject) { Issue.record(Comment(rawValue: obstacle), severity: .warning) }
    }

    @Test(arguments: ContractTrial.all)
    func `an engine holds the contract`(_ trial: ContractTrial) async throws {
        if let obstacle = try obstacle(trial.subject) { try Test.cancel(Comment(rawValue: obstacle)) }
        try await trial.run()
    }
}
