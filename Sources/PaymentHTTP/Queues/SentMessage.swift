import Messaging

/// The body of `POST /message`.
struct SentMessage {
    let queue: Topic
    let message: Message

    /// Reads a body.
    /// - Parameter bytes: the body
    /// - Throws: the problem where it is no message for a queue
    init(_ bytes: Span<UInt8>) throws(Problem) {
        var texts: [String: String] = [:]
        var value: Range<Int>?
        try ObjectFields.read(bytes, names: ["queue", "message", "id", "key", "type"]) {
            (name, reader, bytes) throws(JSONFault) in
            if name == "message" {
                value = try reader.skipValue(bytes)
            } else {
                texts[name] = try reader.string(bytes)
            }
        }
        guard let queue = texts["queue"] else { throw Problem.missing("queue") }
        guard let value else { throw Problem.missing("message") }
        for name in ["id", "key", "type"] {
            if let text = texts[name] { try ObjectFields.check(text, name, maximumBytes: 200) }
        }
        do {
            self.queue = try Topic(queue, kind: .queue)
        } catch {
            throw Problem(.queueNameInvalid, field: "queue")
        }
        var body: [UInt8] = []
        body.reserveCapacity(value.count)
        for index in value { body.append(bytes[index]) }
        message = Message(
            id: texts["id"] ?? "msg_\(LeaseReceipt())", type: texts["type"] ?? "", key: texts["key"],
            contentType: "application/json", body: body)
    }
}
