/// One sentence of the contract, and how it is found out whether it holds.
package struct ContractCase: Sendable {
    /// What a case does to the engine, or needs of it.
    package enum Need: Sendable {
        /// Nothing: it shares a server with other cases.
        case nothing
        /// Other processes that can be killed; it shares a server with other cases.
        case members
        /// A server of its own, which it kills, freezes, or reaches through a proxy.
        case ownServer
        /// Everything for itself, because it measures or because it loads the machine.
        case wholeMachine
        /// Everything for itself, and other processes.
        case wholeMachineAndMembers
    }

    /// The sentence.
    package let name: String
    /// What it needs.
    package let need: Need
    /// How long it may take on a busy machine.
    package let limit: Duration
    /// Throws a ``ContractViolation`` where the sentence does not hold.
    package let body: @Sendable (Scene) async throws -> Void

    /// Describes a case.
    /// - Parameters:
    ///   - name: a sentence
    ///   - need: what it needs
    ///   - limit: how long it may take on a busy machine
    ///   - body: throws where the sentence does not hold
    package init(
        _ name: String, _ need: Need = .nothing, limit: Duration = .seconds(120),
        _ body: @escaping @Sendable (Scene) async throws -> Void
    ) {
        self.name = name
        self.need = need
        self.limit = limit
        self.body = body
    }

    /// Whether it makes sense for a subject at all.
    /// - Parameter subject: the engine
    /// - Returns: whether it does
    package func applies(to subject: ContractSubject) -> Bool {
        switch need {
        case .members, .wholeMachineAndMembers: subject.spansProcesses
        case .ownServer: subject.hasProcess
        case .nothing, .wholeMachine: true
        }
    }
}
