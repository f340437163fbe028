import Messaging

/// Messages as frames: CloudEvents in binary mode, the attributes with `cloudEvents_` before their names.
enum MessageCarrier {
    static let prefix = "cloudEvents_"
    static let foreignPrefix = "cloudEvents:"
    static let contentType = "content-type"
    static let key = prefix + "partitionkey"
    /// The message group.
    ///
    /// ActiveMQ shows it to no consumer over STOMP, so it is made of the key again where a message is sent once more.
    static let groupID = "JMSXGroupID"
    /// How many bytes of a value go into one header: ActiveMQ takes lines of 10 KiB, and every byte may become two.
    static let partBytes = 4000
    /// ActiveMQ takes 1,000 headers.
    static let maximumHeaders = 900

    /// The headers that carry a message.
    static func headers(of message: Message) throws(MessagingFault) -> [StompHeader] {
        var headers = [StompHeader("persistent", "true")]
        var encoded: [String] = []
        func carry(_ wireName: String, _ name: String, _ value: String) {
            var value = value
            if PercentText.isNeeded(value) {
                value = PercentText.encoded(value)
                encoded.append(name)
            }
            headers += parted(wireName, name, value)
        }
        for (name, value) in MessageAttributes.of(message) { carry(prefix + name, name, value) }
        if !message.contentType.isEmpty { carry(contentType, contentType, message.contentType) }
        if !message.id.isEmpty, message.id.utf8.count <= 200, !PercentText.isNeeded(message.id) {
            headers.append(StompHeader("correlation-id", message.id))
        }
        if let key = message.key { headers.append(StompHeader(groupID, KeyLanes.lane(of: key))) }
        if !encoded.isEmpty {
            headers.append(StompHeader(FlorinHeader.encoded, encoded.joined(separator: " ")))
        }
        guard headers.count <= maximumHeaders else {
            throw MessagingFault(
                .tooLarge,
                "ActiveMQ takes no message with so many or so long attributes: it would be \(headers.count) headers"
            )
        }
        return headers
    }

    /// An attribute as headers that ActiveMQ takes: in parts where it is long.
    static func parted(_ wireName: String, _ name: String, _ value: String) -> [StompHeader] {
        var parts = TextParts(value, size: partBytes)
        var headers = [StompHeader(wireName, parts.next() ?? "")]
        while let part = parts.next() {
            headers.append(StompHeader("\(FlorinHeader.part)\(headers.count)_\(name)", part))
        }
        return headers
    }

    /// The message that a frame carries, whoever sent it.
    static func message(from frame: StompFrame) -> (message: Message, malformation: String?) {
        let encoded = Set((frame[FlorinHeader.encoded] ?? "").split(separator: " ").map(String.init))
        var names: Set<String> = []
        func whole(_ name: String, _ value: String) -> String {
            var value = value
            var number = 1
            while let part = frame["\(FlorinHeader.part)\(number)_\(name)"] {
                value += part
                number += 1
            }
            return encoded.contains(name) ? PercentText.decoded(value) : value
        }
        var attributes: [(name: String, value: String)] = []
        for header in frame.headers {
            guard let (name, value) = attribute(header), names.insert(name).inserted else { continue }
            guard name.utf8.count <= MessageAttributes.maximumNameBytes else { continue }
            attributes.append((name, whole(name, value)))
        }
        var (message, malformation) = MessageAttributes.message(
            from: attributes, contentType: whole(contentType, frame[contentType] ?? ""),
            body: frame.hasLength ? frame.body : JavaText.utf8(frame.body),
            id: frame[FlorinHeader.id] ?? frame["message-id"] ?? "", key: nil)
        if let defect = frame.defect { malformation = defect.reason }
        if message.type.isEmpty, let type = frame["type"] { message.type = type }
        return (message, malformation)
    }

    private static func attribute(_ header: StompHeader) -> (name: String, value: String)? {
        if header.name.hasPrefix(prefix) { return (String(header.name.dropFirst(prefix.count)), header.value) }
        if header.name.hasPrefix(foreignPrefix) {
            return (String(header.name.dropFirst(foreignPrefix.count)), header.value)
        }
        // ActiveMQ does not escape the colon in a name: what it sends as `cloudEvents:id:1` reads as a header cloudEvents.
        guard header.name == "cloudEvents", let colon = header.value.firstIndex(of: ":") else { return nil }
        return (String(header.value[..<colon]), String(header.value[header.value.index(after: colon)...]))
    }
}
