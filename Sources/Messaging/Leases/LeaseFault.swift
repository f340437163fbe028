/// Why a client gets no message, or cannot settle one.
public enum LeaseFault: Error, Sendable {
    /// The receipt is none, or its lease has ended: somebody else may have the message by now.
    case lost
    /// As many clients, queues or leases as there may be are there already; the sentence says which.
    case exhausted(String)
    /// The desk does not work, or not any more.
    case stopped
    /// The engine cannot do it, or not now.
    case engine(MessagingFault)
}
