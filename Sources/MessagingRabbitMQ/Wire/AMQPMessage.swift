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

    /// How much room its properties take in their frame, with the frame's own bytes.
    var headerBytes: Int {
        // Frame 8, class, weight and size of the body 12, flags 2, delivery mode 1.
        var size = 23 + (timestamp == nil ? 0 : 8) + (headers.isEmpty ? 0 : 4)
        for text in [contentType, contentEncoding, messageID, correlationID, replyTo, type, appID] where !text.isEmpty {
            size += text.utf8.count + 1
        }
        return headers.reduce(size) { $0 + $1.name.utf8.count + 1 + $1.value.sizeBytes }
    }
}
