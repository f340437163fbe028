import Messaging

/// A delivery that a member gave out.
struct KafkaHeld: Sendable {
    /// How far it is.
    enum Phase: Sendable {
        /// Somebody has it.
        case given
        /// It is being sent to where it goes on.
        case settling
        /// It is settled, and not committed yet.
        case settled
    }

    var partition: KafkaPartition
    var offset: Int64
    var message: Message
    /// 1 for the first.
    var attempt: Int
    var phase = Phase.given
}
