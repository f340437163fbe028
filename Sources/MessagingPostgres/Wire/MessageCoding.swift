import FoundationEssentials
import Messaging

/// The attributes of a message as one byte string: PostgreSQL's texts cannot hold every character, and its rows would be longer.
///
/// A version byte, then lengths (LEB128) and bytes of id, type, source, subject and content type; then a byte that says whether there are a
/// key and a time, these, and the headers with their number before them.
enum MessageCoding {
    private static let version: UInt8 = 1

    /// How many bytes the attributes of a message need, about.
    static func estimatedSize(of message: Message) -> Int {
        var size = message.id.utf8.count + message.type.utf8.count + message.source.utf8.count
        size += message.subject.utf8.count + message.contentType.utf8.count + (message.key?.utf8.count ?? 0)
        for (name, value) in message.headers { size += name.utf8.count + value.utf8.count + 8 }
        return size + 64
    }

    /// Appends the attributes of a message.
    static func append(_ message: Message, to bytes: inout [UInt8]) {
        bytes.append(version)
        for text in [message.id, message.type, message.source, message.subject, message.contentType] {
            append(text, to: &bytes)
        }
        bytes.append((message.key == nil ? 0 : 1) | (message.time == nil ? 0 : 2))
        if let key = message.key { append(key, to: &bytes) }
        if let time = message.time { bytes.appendBigEndian(MessageTime.milliseconds(time)) }
        append(message.headers.count, to: &bytes)
        for (name, value) in message.headers {
            append(name, to: &bytes)
            append(value, to: &bytes)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(text.utf8.count, to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func append(_ number: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(truncatingIfNeeded: number)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Puts a message together.
    /// - Parameters:
    ///   - attributes: what ``append(_:to:)`` has made; `nil` for a plain body
    ///   - body: the body
    ///   - id: the message's id where it has no attributes
    /// - Returns: the message, and why it is none where it is none
    static func message(_ attributes: [UInt8]?, body: [UInt8], id: String) -> (message: Message, malformation: String?)
    {
        guard let attributes else { return (Message(id: id, type: "", body: body), nil) }
        var reader = AttributeReader(attributes)
        guard let message = reader.message(version: version, body: body) else {
            return (Message(id: id, type: "", body: body), "The attributes are none of this version of Florin")
        }
        return (message, nil)
    }

    /// The number that stands for a key: FNV-1a of its UTF-8, 64 bits.
    static func hash(_ key: String) -> Int64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return Int64(bitPattern: hash)
    }
}
