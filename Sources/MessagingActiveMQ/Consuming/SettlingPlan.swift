import FoundationEssentials
import Messaging

/// The frames that settle deliveries.
///
/// Plain acknowledgements are sent without a transaction, since ActiveMQ 5.17 keeps what was acknowledged in one until the connection ends. A dead
/// letter, or a retry at once, is one transaction with its acknowledgement, so that it happens once. A retry after a time goes to the
/// scheduler, which takes it only *after* the commit of a transaction: a crash in between would lose it. So it is sent and confirmed first, and
/// the delivery acknowledged then; a crash in between repeats the message.
struct SettlingPlan {
    let queue: String
    let deadQueue: String
    private(set) var acks: [String] = []
    /// What goes to the scheduler before anything is acknowledged.
    private(set) var scheduled: [StompFrame] = []
    private var scheduledAcks: [String] = []
    private var transactedSends: [StompFrame] = []
    private var transactedAcks: [String] = []

    var count: Int { acks.count + scheduledAcks.count + transactedAcks.count }
    var transactedCount: Int { transactedAcks.count }

    /// Creates an empty plan.
    init(queue: String, deadQueue: String) {
        self.queue = queue
        self.deadQueue = deadQueue
    }

    /// Adds a delivery; a released one stays with its member, and there is nothing to say about it.
    mutating func add(_ held: BufferedFrame, _ disposition: Disposition, now: Date = Date()) {
        switch disposition {
        case .ack: acks.append(held.ack)
        case .retry(let delay):
            let next = Resending.retry(held.frame, to: queue, attempt: held.attempt + 1, after: delay)
            if delay > .zero {
                scheduled.append(next)
                scheduledAcks.append(held.ack)
            } else {
                transactedSends.append(next)
                transactedAcks.append(held.ack)
            }
        case .release: break
        case .deadLetter(let reason):
            transactedSends.append(
                Resending.deadLetter(held.frame, to: deadQueue, reason: reason, attempts: held.attempt, time: now))
            transactedAcks.append(held.ack)
        }
    }

    /// The frames that acknowledge, to be sent when the scheduler has confirmed.
    func settling(in transaction: String) -> [StompFrame] {
        var frames: [StompFrame] = []
        if !transactedAcks.isEmpty {
            let name = StompHeader("transaction", transaction)
            frames.append(StompFrame("BEGIN", [name]))
            for send in transactedSends {
                var send = send
                send.headers.append(name)
                frames.append(send)
            }
            frames += transactedAcks.map { MemberFrames.ack($0, in: transaction) }
            frames.append(StompFrame("COMMIT", [name]))
        }
        return frames + (acks + scheduledAcks).map { MemberFrames.ack($0) }
    }
}
