import FoundationEssentials
import Messaging

/// The attributes of a message as bytes: a version, what is there as bits, then each value with its length before it.
enum MessageCoder {
    private static let version: UInt8 = 1
    private static let hasKey: UInt8 = 1
    private static let hasTime: UInt8 = 2

    /// Appends the attributes of a message, without its body.
    static func append(_ message: Message, to bytes: inout [UInt8]) {
        bytes.append(version)
        bytes.append((message.key == nil ? 0 : hasKey) | (message.time == nil ? 0 : hasTime))
        append(message.id, to: &bytes)
        append(message.type, to: &bytes)
        append(message.source, to: &bytes)
        append(message.subject, to: &bytes)
        append(message.contentType, to: &bytes)
        if let key = message.key { append(key, to: &bytes) }
        if let time = message.time {
            let milliseconds = UInt64(bitPattern: MessageTime.milliseconds(time))
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: milliseconds >> shift))
            }
        }
        append(message.headers.count, to: &bytes)
        for (name, value) in message.headers {
            append(name, to: &bytes)
            append(value, to: &bytes)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            append(utf8.count, to: &bytes)
            unsafe bytes.append(contentsOf: utf8)
        }
    }

    private static func append(_ count: Int, to bytes: inout [UInt8]) {
        var rest = UInt(bitPattern: count)
        while rest > 0x7F {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Puts a message together.
    /// - Parameters:
    ///   - attributes: what ``append(_:to:)`` wrote
    ///   - body: the body
    /// - Returns: the message; `nil` where the bytes are none
    static func message(_ attributes: [UInt8], body: [UInt8]) -> Message? {
        var reader = AttributeReader(attributes)
        guard reader.byte() == version, let bits = reader.byte(), bits & ~(hasKey | hasTime) == 0,
            let id = reader.text(), let type = reader.text(), let source = reader.text(),
            let subject = reader.text(), let contentType = reader.text()
        else { return nil }
        var message = Message(
            id: id, type: type, source: source, subject: subject, contentType: contentType, body: body)
        if bits & hasKey != 0 {
            guard let key = reader.text() else { return nil }
            message.key = key
        }
        if bits & hasTime != 0 {
            guard let milliseconds = reader.number() else { return nil }
            message.time = MessageTime.time(milliseconds: Int64(bitPattern: milliseconds))
        }
        guard let count = reader.count() else { return nil }
        for _ in 0..<count {
            guard let name = reader.text(), let value = reader.text() else { return nil }
            message.headers[name] = value
        }
        return reader.isAtEnd ? message : nil
    }
}
