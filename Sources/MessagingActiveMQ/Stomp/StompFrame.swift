/// One frame of STOMP 1.2.
struct StompFrame: Sendable, Hashable {
    /// What it says, as `SEND`.
    var command: String
    /// In the order of the wire; of several with one name the first one counts.
    var headers: [StompHeader]
    /// Any bytes.
    var body: [UInt8]
    /// Whether the body is sent with `content-length`: without it ActiveMQ takes it for a TextMessage, and it ends at the first NUL.
    var hasLength: Bool
    /// What of its headers could not be taken as it was sent; `nil` for a whole frame.
    var defect: StompDefect?

    /// Creates a frame.
    init(_ command: String, _ headers: [StompHeader] = [], body: [UInt8] = [], hasLength: Bool = true) {
        self.command = command
        self.headers = headers
        self.body = body
        self.hasLength = hasLength
    }

    /// The value of the first header with a name.
    subscript(name: String) -> String? {
        headers.first { $0.name == name }?.value
    }
}
