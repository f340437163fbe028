import Messaging

/// A dead letter as it comes out of the file, to be decoded by who asked.
struct StoredDeadLetter: Sendable {
    var number: Int64
    var attempts: Int64
    var time: Int64
    var reason: String
    var attributes: [UInt8]
    var body: [UInt8]

    func deadLetter(_ group: ConsumerGroup) -> DeadLetter {
        DeadLetter(
            id: String(number),
            message: MessageCoder.message(attributes, body: body) ?? Message(id: "", type: "", body: body),
            reason: reason, group: group, attempts: Int(attempts), time: MessageTime.time(milliseconds: time))
    }
}
