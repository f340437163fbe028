import CRdkafka
import Messaging

/// A record as it came from the engine.
struct KafkaArrival: Sendable {
    /// The message, as far as the record is one.
    var message: Message
    /// Why it is none.
    var malformation: String?
    var topic: String
    var partition: Int32
    var offset: Int64
    /// This driver's own headers.
    var marks: [String: String] = [:]

    /// A record by its parts.
    init(message: Message, topic: String, partition: Int32, offset: Int64, marks: [String: String]) {
        self.message = message
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.marks = marks
    }

    /// Reads a record.
    /// - Parameters:
    ///   - record: the record; it stays the caller's
    ///   - topic: the topic's name
    ///   - isRetry: whether this driver's own headers mean something: they do in topics that only it writes to
    init(_ record: UnsafeMutablePointer<rd_kafka_message_t>, topic: String, isRetry: Bool = true) {
        self.topic = topic
        partition = unsafe record.pointee.partition
        offset = unsafe record.pointee.offset
        let body = unsafe Self.bytes(record.pointee.payload, record.pointee.len)
        var reading = KafkaHeaders()
        unsafe reading.read(record)
        let key: String? = unsafe record.pointee.key.flatMap { key in
            let buffer = unsafe UnsafeRawBufferPointer(start: key, count: record.pointee.key_len)
            // Bytes that are no text keep their order, too.
            return unsafe String(validating: buffer, as: UTF8.self) ?? Self.text(of: buffer)
        }
        let id = "\(topic)/\(partition)/\(offset)"
        (message, malformation) = MessageAttributes.message(
            from: reading.attributes, contentType: reading.contentType, body: body, id: id, key: key)
        malformation = reading.malformation ?? malformation
        for (name, value) in reading.others where message.headers[name] == nil { message.headers[name] = value }
        if isRetry { marks = reading.marks }
    }

    /// A text of bytes that are none, the same for the same bytes.
    private static func text(of bytes: some Sequence<UInt8>) -> String {
        bytes.reduce(into: "0x") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    private static func bytes(_ start: UnsafeMutableRawPointer?, _ count: Int) -> [UInt8] {
        guard let start = unsafe start, count > 0 else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    /// How often somebody got it before.
    var attempts: Int { max(0, min(marks[KafkaRecord.attempts].flatMap { Int($0) } ?? 0, 1_000_000)) }

    /// When it is due, in milliseconds since 1970.
    var due: Int64 { marks[KafkaRecord.due].flatMap { Int64($0) } ?? 0 }

    /// About how much memory it takes, in bytes.
    var size: Int { message.body.count + 512 }
}
