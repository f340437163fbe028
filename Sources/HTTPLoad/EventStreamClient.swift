/// One connection that reads server-sent events (the HTML standard, section 9.2), for tests: whoever calls waits.
public final class EventStreamClient {
    /// A block of the stream.
    public struct Message: Sendable, Hashable {
        /// The `id` field; `nil` where there is none.
        public var id: String?
        /// The `event` field; `nil` where there is none.
        public var event: String?
        /// The `data` field; `nil` where there is none.
        public var data: String?
        /// Whether it is only a comment.
        public var isComment = false
    }

    private let socket: Socket
    private var received: [UInt8] = []
    private var text: [UInt8] = []
    /// Where the next block begins in `text`.
    private var textStart = 0
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    private var hasEnded = false

    /// The answer's status.
    public let status: Int

    /// Connects and asks for a stream.
    /// - Parameters:
    ///   - port: the port of the loopback address
    ///   - path: the path and the query
    ///   - headers: header fields; `Host` is added
    ///   - timeoutSeconds: how long to wait for bytes
    /// - Throws: the reason why there is no answer
    public init(
        port: Int, path: String, headers: [(String, String)] = [], timeoutSeconds: Int = 30
    ) throws(SocketFault) {
        let socket = try Socket(host: "127.0.0.1", port: port)
        socket.setTimeout(seconds: timeoutSeconds)
        let fields = headers.map { "\($0): \($1)\r\n" }.joined()
        let request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\(fields)\r\n".utf8)
        _ = try socket.send(request.span)
        var received: [UInt8] = []
        var buffer = self.buffer
        var head: ResponseHead?
        while head == nil {
            guard let count = try socket.receive(into: &buffer, from: 0) else { throw SocketFault(.timeout) }
            guard count > 0 else { throw SocketFault(.endOfStream) }
            received += buffer[..<count]
            head = try ResponseHead(received.span)
        }
        status = head?.status ?? 0
        received.removeFirst(head?.headBytes ?? 0)
        self.received = received
        self.socket = socket
    }

    /// The next block.
    /// - Returns: `nil` where the stream has ended
    /// - Throws: the reason why there is none
    public func next() throws(SocketFault) -> Message? {
        while true {
            decodeChunks()
            if let message = takeMessage() { return message }
            if hasEnded { return nil }
            guard let count = try socket.receive(into: &buffer, from: 0) else { throw SocketFault(.timeout) }
            guard count > 0 else { throw SocketFault(.endOfStream) }
            received += buffer[..<count]
        }
    }

    /// Takes chunks (RFC 9112, section 7.1) apart.
    private func decodeChunks() {
        var start = 0
        while !hasEnded, let lineEnd = EventStreamClient.find([13, 10], in: received, from: start) {
            let size = Int(String(decoding: received[start..<lineEnd], as: UTF8.self), radix: 16) ?? 0
            guard received.count >= lineEnd + size + 4 else { break }
            text += received[(lineEnd + 2)..<(lineEnd + 2 + size)]
            start = lineEnd + size + 4
            hasEnded = size == 0
        }
        received.removeFirst(start)
    }

    private func takeMessage() -> Message? {
        guard let end = EventStreamClient.find([10, 10], in: text, from: textStart) else {
            text.removeFirst(textStart)
            textStart = 0
            return nil
        }
        let lines = String(decoding: text[textStart..<end], as: UTF8.self).split(separator: "\n")
        textStart = end + 2
        var message = Message()
        for line in lines {
            if line.hasPrefix("id: ") { message.id = String(line.dropFirst(4)) }
            if line.hasPrefix("event: ") { message.event = String(line.dropFirst(7)) }
            if line.hasPrefix("data: ") { message.data = String(line.dropFirst(6)) }
        }
        message.isComment = message.data == nil
        return message
    }

    private static func find(_ pair: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if bytes[index] == pair[0], bytes[index + 1] == pair[1] { return index }
            index += 1
        }
        return nil
    }
}
