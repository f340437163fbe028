import Messaging

/// A topic as the file has it; valid until another process writes.
final class TopicState {
    let number: Int64
    let topic: Topic
    let statements: TopicStatements
    /// The position of the newest message; 0 for none yet.
    var head: Int64
    /// Up to here the log was trimmed.
    var tail: Int64
    var groups: [GroupState] = []
    /// Whether `head` or `tail` have to be written.
    var isDirty = false
    /// Whether something was done that may let the log be trimmed.
    var mayTrim = false

    init(number: Int64, topic: Topic, statements: TopicStatements, head: Int64, tail: Int64) {
        self.number = number
        self.topic = topic
        self.statements = statements
        self.head = head
        self.tail = tail
    }
}
