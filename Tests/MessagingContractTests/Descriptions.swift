import MessagingContract
import Testing

extension ContractTrial: CustomTestStringConvertible {
    /// The engine and the sentence.
    public var testDescription: String { description }
}

extension ContractCase: CustomTestStringConvertible {
    /// The sentence.
    public var testDescription: String { name }
}

extension ContractSubject: CustomTestStringConvertible {
    /// The engine's name.
    public var testDescription: String { name }
}
