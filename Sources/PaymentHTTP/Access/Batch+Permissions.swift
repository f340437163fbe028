import PaymentEngine

extension Batch {
    /// Keeps the commands that may be given, and puts problems in the places of the others.
    /// - Parameter permissions: one for each command, in order
    /// - Returns: those of the commands that are left
    mutating func keep(_ permissions: [Permission]) -> [Permission] {
        let (all, old) = (envelopes, lines)
        var kept: [Permission] = []
        envelopes.removeAll(keepingCapacity: true)
        lines = old.map { number, content in
            guard case .command(let index) = content else { return (number, content) }
            if case .hidden(let rejection) = permissions[index] {
                hasProblems = true
                return (number, .problem(Problem(rejection)))
            }
            envelopes.append(all[index])
            kept.append(permissions[index])
            return (number, .command(index: envelopes.count - 1))
        }
        return kept
    }
}
