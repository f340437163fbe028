/// Where messages are published to.
///
/// A *topic* has groups, each of which gets every message. A *queue* has one group, itself: each message goes to one member of it, and
/// programs that know nothing of Florin find it in their engine under its plain name (`basic_publish` with routing key, `RPUSH`… of
/// that name).
public struct Topic: Sendable, Hashable {
    /// What becomes of a message.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Every group gets it.
        case topic
        /// One member gets it.
        case queue
    }

    /// 1 to 120 of `A–Z a–z 0–9 . _ -`, the first one a letter or a digit.
    public let name: String

    /// What becomes of a message.
    public let kind: Kind

    /// Names a topic or a queue.
    ///
    /// - Parameters:
    ///   - name: 1 to 120 of `A–Z a–z 0–9 . _ -`, the first one a letter or a digit
    ///   - kind: what becomes of a message
    /// - Throws: ``MessagingFault`` (`invalid`) for anything else
    public init(_ name: String, kind: Kind = .topic) throws(MessagingFault) {
        try MessagingName.check(name, of: "The \(kind.rawValue)'s name")
        self.name = name
        self.kind = kind
    }
}

extension Topic: CustomStringConvertible {
    /// The kind and the name.
    public var description: String { "\(kind.rawValue) \(name)" }
}
