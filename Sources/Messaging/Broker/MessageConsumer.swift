/// One member of a group: takes deliveries, and says what becomes of them.
///
/// **Delivery**: at least once. What is not settled when the consumer's process dies, or its lease ends, comes again, to this member or to another.
///
/// **Order**: deliveries of one key come in the order of publishing. No member gets a message of a key while *another* one has an earlier
/// message of it unsettled (as far as ``Guarantees/order`` says); the same member may get several of a key at once, in order, and handles and
/// settles them in order. A message of a key that is retried by the engine (``Guarantees/keyedRetry``) keeps the later ones of the key back.
///
/// **Threads**: every call may come from any task; calls of one consumer may overlap (a `receive` that waits does not keep `settle` from
/// working). No call blocks a thread of the cooperative pool, and each ends within its deadline: that of the broker's URL
/// (`timeout`, 10 s where it says nothing), for `receive` after `waiting` has passed.
///
/// **Reconnecting**: a consumer whose engine went away throws `unavailable` or `timeout` from the calls under way, and joins again by itself
/// in the next call. Receipts of before are lost leases then.
public protocol MessageConsumer: Sendable {
    /// Takes deliveries.
    ///
    /// Returns as soon as there is at least one; never more than makes ``ConsumerSettings/prefetch`` unsettled ones.
    /// - Parameters:
    ///   - count: how many at the most; at least 1
    ///   - time: for how long to wait where there is none
    /// - Returns: none where none came in time, or where as many are unsettled as may be
    /// - Throws: what keeps it from going on; `closed` after ``leave()``
    func receive(atMost count: Int, waiting time: Duration) async throws(MessagingFault) -> [Delivery]

    /// Says what becomes of deliveries.
    ///
    /// Returning means that the engine has it: an acknowledged message does not come again. A fault means that some of it may have happened.
    /// - Parameter settlements: each delivery once
    /// - Returns: the deliveries whose lease was lost; nothing happened to them, and somebody may have them by now
    /// - Throws: what keeps it from going on
    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt]

    /// Lengthens leases: from now on for ``ConsumerSettings/lease`` again.
    ///
    /// In engines whose leases last as long as the connection it only finds out which are lost.
    /// - Parameter receipts: deliveries
    /// - Returns: those whose lease was lost
    /// - Throws: what keeps it from going on
    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt]

    /// Leaves the group: what is unsettled goes back at once, as if it had not been delivered (as far as the engine can).
    func leave() async
}
