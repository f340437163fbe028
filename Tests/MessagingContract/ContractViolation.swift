/// Something that a broker did, or that happened around it, and that the contract does not allow.
package struct ContractViolation: Error, Sendable, CustomStringConvertible {
    /// What, in a sentence.
    package let description: String

    /// Says what happened.
    /// - Parameter description: one sentence
    package init(_ description: String) {
        self.description = description
    }
}

/// Holds a broker to something.
/// - Parameters:
///   - holds: what has to be so
///   - sentence: what is wrong where it is not
/// - Throws: ``ContractViolation`` where it is not so
package func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) throws(ContractViolation) {
    if !holds { throw ContractViolation(sentence()) }
}
