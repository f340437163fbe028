/// The attributes of a message, one by one with their CloudEvents names: what drivers carry in the headers of their engine.
///
/// After the bindings of CloudEvents 1.0 in binary mode: the names are those of the specification, each driver puts its prefix before them
/// (`ce_` for Kafka, `cloudEvents_` for AMQP and STOMP). `partitionkey` is the extension of that name. Headers of the message are extensions,
/// with their own names; one that is called like an attribute, as foreign messages may have it, is not carried on: it would take its place.
public enum MessageAttributes {
    /// The version of CloudEvents that is written, and the only one that is read.
    public static let version = "1.0"
    /// The names that headers cannot have.
    private static let names: Set<String> = [
        "specversion", "id", "type", "source", "subject", "partitionkey", "time",
    ]
    /// The largest name that is read, in bytes.
    public static let maximumNameBytes = 64

    /// Takes a message's attributes apart; `datacontenttype` is not among them, engines have a place for it.
    /// - Parameter message: the message
    /// - Returns: names and values, `specversion` first, those without a value left out
    public static func of(_ message: Message) -> [(name: String, value: String)] {
        var list: [(name: String, value: String)] = [("specversion", version), ("id", message.id)]
        if !message.type.isEmpty { list.append(("type", message.type)) }
        if !message.source.isEmpty { list.append(("source", message.source)) }
        if !message.subject.isEmpty { list.append(("subject", message.subject)) }
        if let key = message.key { list.append(("partitionkey", key)) }
        if let time = message.time { list.append(("time", MessageTime.text(time))) }
        for name in message.headers.keys.sorted() where !names.contains(name) {
            list.append((name, message.headers[name] ?? ""))
        }
        return list
    }

    /// Puts a message together.
    /// - Parameters:
    ///   - attributes: names without the engine's prefix, and values
    ///   - contentType: the media type of the body
    ///   - body: the body
    ///   - id: the message's id where the attributes have none
    ///   - key: the message's key where the attributes have none
    /// - Returns: the message, and why it is none where it is none: another version of CloudEvents, a time that is none
    public static func message(
        from attributes: [(name: String, value: String)], contentType: String, body: [UInt8], id: String, key: String?
    ) -> (message: Message, malformation: String?) {
        var message = Message(id: id, type: "", key: key, contentType: contentType, body: body)
        var malformation: String?
        for (name, value) in attributes {
            switch name {
            case "specversion":
                if value != version { malformation = "This is CloudEvents \(value.prefix(16)): expected \(version)" }
            case "id": message.id = value
            case "type": message.type = value
            case "source": message.source = value
            case "subject": message.subject = value
            case "partitionkey": message.key = value
            case "time":
                message.time = MessageTime.time(value)
                if message.time == nil { malformation = "The attribute time is no time of RFC 3339" }
            default: message.headers[name] = value
            }
        }
        return (message, malformation)
    }
}
