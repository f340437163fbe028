import FoundationEssentials
import Messaging

extension AMQPMessage {
    /// Room that is left in the frame of the properties for what retries and dead letters add.
    static let maximumHeaderBytes = 131_072 - 16_384

    /// Puts a message into the form of the engine: CloudEvents in binary mode.
    init(_ message: Message) {
        body = message.body
        if message.id.utf8.count <= 255 { messageID = message.id }
        if message.type.utf8.count <= 255 { type = message.type }
        if let time = message.time {
            timestamp = UInt64(clamping: MessageTime.milliseconds(time) / 1000)
        }
        let attributes = MessageAttributes.of(message)
        headers.reserveCapacity(attributes.count + 3)
        for attribute in attributes {
            headers.append((MessageHeader.attributePrefix + attribute.name, .text(attribute.value)))
        }
        if message.contentType.utf8.count <= 255 {
            contentType = message.contentType
        } else {
            headers.append((MessageHeader.longContentType, .text(message.contentType)))
        }
    }

    /// Makes a message of it, whoever wrote it.
    /// - Returns: the message, and why it is none where it is none
    func message() -> (message: Message, malformation: String?) {
        var attributes: [(name: String, value: String)] = []
        attributes.reserveCapacity(headers.count)
        var foreign: [(name: String, value: String)] = []
        var malformation: String?
        for (name, value) in headers where !MessageHeader.isOfTheWay(name) {
            guard let text = value.text else {
                if name.hasPrefix(MessageHeader.attributePrefix) { malformation = "An attribute is no UTF-8" }
                continue
            }
            if name.hasPrefix(MessageHeader.attributePrefix) || name.hasPrefix(MessageHeader.otherAttributePrefix) {
                attributes.append((String(name.dropFirst(MessageHeader.attributePrefix.count)), text))
            } else {
                foreign.append((name, text))
            }
        }
        let longContentType = self[MessageHeader.longContentType]?.text
        var (message, fault) = MessageAttributes.message(
            from: attributes, contentType: longContentType ?? contentType, body: body, id: messageID, key: nil)
        if message.type.isEmpty { message.type = type }
        if message.time == nil, fault == nil, let timestamp {
            message.time = Self.time(milliseconds: Int64(clamping: min(timestamp, .max / 1000) * 1000))
        }
        for (name, value) in foreign where Self.isHeaderName(name) && message.headers[name] == nil {
            message.headers[name] = value
        }
        return (message, malformation ?? fault)
    }

    /// A time that somebody else wrote.
    /// - Parameter milliseconds: any number
    /// - Returns: `nil` for what lies beyond the years 1 to 9999, which no calendar of CloudEvents has
    static func time(milliseconds: Int64) -> Date? {
        guard (-62_135_596_800_000...253_402_300_799_999).contains(milliseconds) else { return nil }
        return MessageTime.time(milliseconds: milliseconds)
    }

    /// How often somebody has got it before.
    var earlierAttempts: Int {
        get { Int(clamping: max(0, min(self[MessageHeader.attempts]?.integer ?? 0, 1_000_000))) }
        set { self[MessageHeader.attempts] = newValue == 0 ? nil : .integer(Int64(newValue)) }
    }

    /// The message as it was published: without what Florin itself added on the way.
    var original: AMQPMessage {
        var copy = self
        copy.headers.removeAll {
            MessageHeader.isOfTheWay($0.name) && $0.name != MessageHeader.longContentType
        }
        return copy
    }

    private static func isHeaderName(_ name: String) -> Bool {
        let count = name.utf8.count
        return count > 0 && count <= MessageAttributes.maximumNameBytes
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
