import Messaging

/// A group as the file has it; valid until another process writes.
final class GroupState {
    let number: Int64
    let group: ConsumerGroup
    let statements: GroupStatements
    /// The position before its first message.
    let start: Int64
    /// The position of the newest message that it has taken.
    var cursor: Int64
    /// How many deliveries wait although they are behind the cursor.
    var waiting: Int64
    /// How many of them are held back behind an earlier one of their key.
    var held: Int64
    /// What members have.
    var flights = Flights()
    /// Whether `cursor`, `waiting` or `held` have to be written.
    var isDirty = false

    init(
        number: Int64, group: ConsumerGroup, statements: GroupStatements, start: Int64, cursor: Int64,
        waiting: Int64, held: Int64
    ) {
        self.number = number
        self.group = group
        self.statements = statements
        self.start = start
        self.cursor = cursor
        self.waiting = waiting
        self.held = held
    }
}
