import Foundation

/// A case for a subject: what one run of the suite's test does.
///
/// `FLORIN_CONTRACT_SUBJECTS` (names, with commas) and `FLORIN_CONTRACT_CASES` (a part of the sentence) choose some of them.
package struct ContractTrial: Sendable, CustomStringConvertible {
    /// The engine.
    package let subject: ContractSubject
    /// The case.
    package let contractCase: ContractCase

    /// Pairs a case with a subject.
    /// - Parameters:
    ///   - contractCase: the case
    ///   - subject: the engine
    package init(_ contractCase: ContractCase, of subject: ContractSubject) {
        self.contractCase = contractCase
        self.subject = subject
    }

    /// The engine and the sentence.
    package var description: String { "\(subject.name): \(contractCase.name)" }

    /// Every case that applies, for every subject.
    package static let all: [ContractTrial] = {
        let environment = ProcessInfo.processInfo.environment
        let names = environment["FLORIN_CONTRACT_SUBJECTS"]?.split(separator: ",").map { $0.lowercased() }
        let part = environment["FLORIN_CONTRACT_CASES"]?.lowercased()
        return ContractSubject.all.flatMap { subject -> [ContractTrial] in
            if let names, !names.contains(subject.name.lowercased()) { return [] }
            return ContractCase.all.filter { one in
                one.applies(to: subject) && part.map { one.name.lowercased().contains($0) } ?? true
            }.map { ContractTrial($0, of: subject) }
        }
    }()

    /// Runs it; waits for its turn first.
    /// - Throws: ``ContractViolation`` where the broker is at fault, or took too long
    package func run() async throws {
        try await Turnstile.shared.pass(contractCase.need.weight) {
            let start = ContinuousClock.now
            defer { note(ContinuousClock.now - start) }
            let server = try await server()
            let scene = try Scene(of: subject, at: server)
            do {
                try await Deadline.run(within: contractCase.limit) { try await contractCase.body(scene) }
            } catch {
                await Deadline.ignore(within: .seconds(30)) { await scene.close() }
                if contractCase.need == .ownServer {
                    await Deadline.ignore(within: .seconds(30)) { try? await server.kill() }
                }
                throw error is ContractViolation
                    ? error : ContractViolation("\(error)\n\(server.log.suffix(1000))")
            }
            await Deadline.ignore(within: .seconds(30)) { await scene.close() }
            if contractCase.need == .ownServer { try? await server.kill() }
        }
    }

    /// Says how long it took, with `FLORIN_CONTRACT_TIMES`.
    private func note(_ time: Duration) {
        guard ProcessInfo.processInfo.environment["FLORIN_CONTRACT_TIMES"] != nil else { return }
        print("\(time.formatted(.units(allowed: [.seconds], fractionalPart: .show(length: 1)))): \(self)")
    }

    private func server() async throws -> any EngineServer {
        guard contractCase.need == .ownServer else { return try await SharedServers.shared.server(of: subject) }
        return try await subject.server(DataFolder())
    }
}

extension ContractCase.Need {
    /// How much of the machine a case takes.
    var weight: Int {
        switch self {
        case .nothing: 1
        case .members: 2
        case .ownServer: 2
        case .wholeMachine, .wholeMachineAndMembers: Turnstile.width
        }
    }
}
