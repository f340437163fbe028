import Messaging

/// How a message looks in a stream: a field `ce_…` for each attribute of CloudEvents and each header, `content-type`, and `body` at the end.
enum RedisEntry {
    static let prefix: StaticString = "ce_"
    static let contentType: StaticString = "content-type"
    static let body: StaticString = "body"

    private static let prefixBytes: [UInt8] = Array("ce_".utf8)

    /// Adds the `XADD` of a message, which answers nothing where the stream was not declared.
    static func append(_ message: Message, to stream: String, in commands: inout RedisCommands) {
        let attributes = MessageAttributes.of(message)
        commands.begin(4 + 2 * (attributes.count + (message.contentType.isEmpty ? 0 : 1) + 1))
        commands.append("XADD" as StaticString)
        commands.append(stream)
        commands.append("NOMKSTREAM" as StaticString)
        commands.append("*" as StaticString)
        for (name, value) in attributes {
            commands.append(prefix, name)
            commands.append(value)
        }
        if !message.contentType.isEmpty {
            commands.append(contentType)
            commands.append(message.contentType)
        }
        commands.append(body)
        commands.append(message.body)
    }

    /// Reads the fields of an entry, whoever wrote it.
    /// - Parameters:
    ///   - fields: names and values by turns
    ///   - id: the message's id where the entry has none
    /// - Returns: the message, and why it is none where it is none
    static func message(from fields: ArraySlice<RedisReply>, id: String) -> (message: Message, malformation: String?) {
        var attributes: [(name: String, value: String)] = []
        var contentType = ""
        var body: [UInt8]?
        var malformation: String?
        var index = fields.startIndex
        while index + 1 < fields.endIndex {
            defer { index += 2 }
            guard case .bytes(let name) = fields[index], case .bytes(let value) = fields[index + 1] else { continue }
            if name.elementsEqual("body".utf8) {
                body = value
                continue
            }
            let bare = name.starts(with: prefixBytes) ? name.dropFirst(prefixBytes.count) : name[...]
            guard bare.count <= MessageAttributes.maximumNameBytes,
                let bareName = String(validating: bare, as: UTF8.self),
                let text = String(validating: value, as: UTF8.self)
            else {
                malformation = "A field of the entry is no UTF-8, or its name is too long"
                continue
            }
            if bareName == "content-type", bare.count == name.count {
                contentType = text
            } else {
                attributes.append((bareName, text))
            }
        }
        let (message, reason) = MessageAttributes.message(
            from: attributes, contentType: contentType, body: body ?? [], id: id, key: nil)
        if body == nil { malformation = malformation ?? "The entry has no field body" }
        return (message, malformation ?? reason)
    }
}
