extension ContractCase {
    /// Every case of the contract.
    package static let all: [ContractCase] =
        messages + groups + receiving + settling + retries + deadLetters + leases + order + depth + members
        + subscriptions + engine
        + frost + connections + load
}
