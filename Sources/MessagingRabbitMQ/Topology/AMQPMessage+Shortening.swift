extension AMQPMessage {
    /// The headers of Florin's own that say what becomes of a message.
    private static let own: Set<String> = [
        MessageHeader.attempts, MessageHeader.due, MessageHeader.deadID, MessageHeader.deadReason,
        MessageHeader.deadTime, MessageHeader.deadGroup, MessageHeader.deadTopic,
    ]
    /// The attributes without which it would be another message.
    private static let identity: Set<String> = Set(
        ["id", "type", "partitionkey"].flatMap {
            [MessageHeader.attributePrefix + $0, MessageHeader.otherAttributePrefix + $0]
        })
    /// What of the reason is always kept, in bytes of UTF-8.
    private static let leastReasonBytes = 512

    /// The message with as many of its headers as there is room for.
    ///
    /// A message from elsewhere may fill its frame to the end, and what retries and dead letters add has no room then. First the reason is cut,
    /// then headers go that Florin knows nothing of, then attributes, the largest first; the id, the type and the key last.
    /// - Parameter limit: how much room there is for the properties in their frame, in bytes
    /// - Returns: the message, unchanged where it fits
    func shortened(to limit: Int) -> AMQPMessage {
        guard headerBytes > limit else { return self }
        var copy = self
        if let reason = copy[MessageHeader.deadReason]?.text {
            let room = limit - (headerBytes - reason.utf8.count)
            copy[MessageHeader.deadReason] = .text(Self.shortened(reason, to: max(Self.leastReasonBytes, room)))
        }
        let order = copy.headers.indices.filter { !Self.own.contains(copy.headers[$0].name) }.sorted {
            let (left, right) = (copy.headers[$0], copy.headers[$1])
            let (first, second) = (Self.importance(left.name), Self.importance(right.name))
            return first == second ? left.value.sizeBytes > right.value.sizeBytes : first < second
        }
        var dropped: Set<Int> = []
        var size = copy.headerBytes
        for index in order where size > limit {
            dropped.insert(index)
            size -= copy.headers[index].name.utf8.count + 1 + copy.headers[index].value.sizeBytes
        }
        copy.headers = copy.headers.indices.filter { !dropped.contains($0) }.map { copy.headers[$0] }
        return copy
    }

    /// What is left out last.
    private static func importance(_ name: String) -> Int {
        if identity.contains(name) { return 2 }
        let isAttribute =
            name.hasPrefix(MessageHeader.attributePrefix) || name.hasPrefix(MessageHeader.otherAttributePrefix)
        return isAttribute ? 1 : 0
    }

    /// Cuts a text between two characters.
    /// - Parameters:
    ///   - text: the text
    ///   - limit: how long it may be, in bytes of UTF-8
    /// - Returns: the text, with an ellipsis where it was cut
    static func shortened(_ text: String, to limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = ""
        var size = 0
        for character in text.unicodeScalars {
            size += character.utf8.count
            if size > limit - 3 { break }
            result.unicodeScalars.append(character)
        }
        return result + "…"
    }
}
