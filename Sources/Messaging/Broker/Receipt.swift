/// Stands for one delivery to one consumer: what it is settled with.
///
/// It means something to the consumer that received it only, and only for as long as that has its lease.
public struct Receipt: Sendable, Hashable {
    /// The driver's own: the session or the lease.
    public var session: UInt64
    /// The driver's own: the delivery in it.
    public var number: UInt64

    /// Creates a receipt.
    /// - Parameters:
    ///   - session: the session or the lease
    ///   - number: the delivery in it
    public init(session: UInt64, number: UInt64) {
        self.session = session
        self.number = number
    }
}
