/// A message engine: topics with groups, queues, retries, dead letters and their depth, the same over every engine.
///
/// What an engine cannot do its driver says in ``guarantees``, and the contract suite holds it to what it says.
///
/// **Durability**: ``publish(_:to:)`` returns once the engine has confirmed that the messages outlive its own `kill -9`.
///
/// **Threads**: every call may come from any task, and calls may overlap. No call blocks a thread of the cooperative pool; each ends within the
/// deadline of the broker's URL (`timeout`, 10 s where it says nothing).
///
/// **Reconnecting**: after the engine went away, calls connect again, with a pause that grows; within their deadline they wait for it, then they
/// throw `unavailable` or `timeout`. Nothing has to be made anew by the caller.
public protocol MessageBroker: Sendable {
    /// What the engine and its driver promise.
    var guarantees: Guarantees { get }

    /// The engine and where it is, for people: never the password.
    var label: String { get }

    /// Connects, to find out whether the URL, the user and the password are right.
    ///
    /// Every other call connects by itself.
    /// - Throws: `denied` and `invalid` where waiting helps nothing, `unavailable` and `timeout` where it may
    func connect() async throws(MessagingFault)

    /// Makes a topic or a queue, if it is not there.
    /// - Parameter topic: the topic or the queue
    /// - Throws: `denied` or `unsupported` where the engine does not let it be made
    func declare(_ topic: Topic) async throws(MessagingFault)

    /// Makes a group, if it is not there, and its topic.
    ///
    /// From here on the group gets what is published, whether it has members or not.
    /// - Parameters:
    ///   - group: the group
    ///   - start: where it starts if it is new
    /// - Throws: `unsupported` for a start that ``Guarantees/starts`` does not have
    func declare(_ group: ConsumerGroup, startingAt start: GroupStart) async throws(MessagingFault)

    /// Publishes messages in order, and returns once the engine has confirmed all of them.
    ///
    /// Messages of two calls that overlap are in no order. A call waits where the engine cannot follow; it drops nothing.
    /// - Parameters:
    ///   - messages: any number; drivers send large arrays in pieces that the engine likes
    ///   - topic: a topic or a queue that was declared
    /// - Throws: `unroutable` where the topic was not declared, or (``Guarantees/keepsWithoutGroups``) has no group. After any fault some of the
    ///   messages may have been published: publishing all of them again, in order, is right
    func publish(_ messages: [Message], to topic: Topic) async throws(MessagingFault)

    /// Joins a group that was declared.
    /// - Parameters:
    ///   - group: the group
    ///   - settings: how it takes part
    /// - Returns: a new member
    /// - Throws: `unroutable` where the group was not declared
    func join(_ group: ConsumerGroup, _ settings: ConsumerSettings) async throws(MessagingFault) -> any MessageConsumer

    /// How much a group still has before it.
    /// - Parameter group: a group that was declared
    /// - Returns: its depth, as exact as ``Guarantees/depth`` says
    /// - Throws: `unroutable` where the group was not declared
    func depth(of group: ConsumerGroup) async throws(MessagingFault) -> Depth

    /// The groups and queues that there are, as far as the engine can list them; else those that this broker was told of.
    /// - Returns: in the order of their names
    /// - Throws: what keeps it from asking
    func groups() async throws(MessagingFault) -> [ConsumerGroup]

    /// Looks at dead letters; they stay where they are.
    /// - Parameters:
    ///   - group: a group
    ///   - id: go on behind this one; `nil` for the oldest
    ///   - limit: how many at the most
    /// - Returns: the oldest first
    /// - Throws: `unroutable` where the group was not declared
    func deadLetters(
        of group: ConsumerGroup, after id: String?, limit: Int
    ) async throws(MessagingFault) -> [DeadLetter]

    /// Gives dead letters back to their group and to no other, as new deliveries whose attempts begin with 1.
    /// - Parameters:
    ///   - ids: which ones; `nil` for all
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on; those that were given back before are given back
    func redrive(_ ids: [String]?, of group: ConsumerGroup) async throws(MessagingFault) -> Int

    /// Throws messages of a group away.
    /// - Parameters:
    ///   - part: which of them
    ///   - group: the group
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    func purge(_ part: PurgedPart, of group: ConsumerGroup) async throws(MessagingFault) -> Int

    /// Closes every connection; consumers leave first.
    func close() async
}

/// What is thrown away.
public enum PurgedPart: String, Sendable, Hashable, CaseIterable {
    /// What waits to be delivered, now or later.
    case waiting
    /// The dead letters.
    case deadLetters = "dead_letters"
}
