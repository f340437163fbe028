extension ConsumerGroup {
    /// The group in one word: the name of a queue, or `topic:group`.
    ///
    /// Names have no colon, so the word means one thing only; and a URL's path takes it as it is.
    public var reference: String {
        topic.kind == .queue ? name : "\(topic.name):\(name)"
    }

    /// Reads what ``reference`` gives.
    /// - Parameter reference: the name of a queue, or `topic:group`
    /// - Throws: ``MessagingFault`` (`invalid`) for anything else
    public init(reference: String) throws(MessagingFault) {
        let parts = reference.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            try self.init(String(parts[1]), of: Topic(String(parts[0])))
        } else {
            try self.init(queue: reference)
        }
    }
}
