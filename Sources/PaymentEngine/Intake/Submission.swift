import PaymentCore

/// Something that waits for the engine's thread.
enum Submission: Sendable {
    /// One command and who waits for its answer.
    case command(CommandEnvelope, Waiter<Reply>)

    /// Many commands and who waits for their answers.
    case batch([CommandEnvelope], atomic: Bool, Waiter<[Reply]>)

    /// Something to look up in durable state. It is called with a fault where there is no state to look at.
    case query(@Sendable (Swift.Result<Ledger, EngineFault>) -> Void)

    /// How many commands it stands for.
    var commandCount: Int {
        switch self {
        case .command: 1
        case .batch(let commands, _, _): commands.count
        case .query: 1
        }
    }

    /// Tells whoever waits that there is no answer.
    func fail(_ fault: EngineFault) {
        switch self {
        case .command(_, let waiter): waiter.fail(fault)
        case .batch(_, _, let waiter): waiter.fail(fault)
        case .query(let query): query(.failure(fault))
        }
    }
}
