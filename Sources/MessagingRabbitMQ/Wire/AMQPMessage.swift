/// A message as AMQP 0-9-1 carries it: properties, headers and a body.
struct AMQPMessage: Sendable {
    /// Empty properties are left out on the wire.
    var contentType = ""
    var contentEncoding = ""
    var messageID = ""
    var correlationID = ""
    var replyTo = ""
    var type = ""
    var appID = ""
    /// Seconds since 1970.
    var timestamp: UInt64?
    var headers: [(name: String, value: AMQPValue)] = []
    var body: [UInt8] = []

    /// The first header of a name.
    subscript(name: String) -> AMQPValue? {
        get { headers.first { $0.name == name }?.value }
        set {
            headers.removeAll { $0.name == name }
            if let newValue { headers.append((name, newValue)) }
        }
    }

    /// How much room its properties take in their frame, at the most.
    var headerBytes: Int {
        let properties = [contentType, contentEncoding, messageID, correlationID, replyTo, type, appID]
        return headers.reduce(64) { $0 + $1.name.utf8.count + 1 + $1.value.sizeBytes }
            + properties.reduce(0) { $0 + $1.utf8.count + 1 }
    }
}
