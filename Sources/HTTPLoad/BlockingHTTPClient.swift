/// One connection to an HTTP server, for tests: whoever calls waits.
///
/// It neither checks nor completes what it sends, so that tests can send what no real client would.
public final class BlockingHTTPClient {
    private let socket: Socket
    private var buffer = [UInt8](repeating: 0, count: 65_536)
    private var filled = 0

    /// Connects.
    /// - Parameters:
    ///   - host: an IPv4 address in decimal, or `localhost`
    ///   - port: the port
    ///   - timeoutSeconds: how long to wait for bytes
    /// - Throws: the reason why there is no connection, such as a refusal
    public init(host: String = "127.0.0.1", port: Int, timeoutSeconds: Int = 30) throws(SocketFault) {
        socket = try Socket(host: host, port: port)
        socket.setTimeout(seconds: timeoutSeconds)
    }

    /// Sends bytes as they are.
    /// - Parameter bytes: any bytes
    /// - Throws: the reason why not all bytes could be sent
    public func send(_ bytes: [UInt8]) throws(SocketFault) {
        var sent = 0
        while sent < bytes.count {
            let count = try socket.send(bytes.span.extracting(sent..<bytes.count))
            guard count > 0 else { throw SocketFault(.timeout) }
            sent += count
        }
    }

    /// Sends text as it is.
    /// - Parameter text: any text
    /// - Throws: the reason why not all bytes could be sent
    public func send(_ text: String) throws(SocketFault) {
        try send(Array(text.utf8))
    }

    /// Says that nothing more will be sent; answers can still be received.
    public func finishSending() {
        socket.finishSending()
    }

    /// Receives the next answer.
    /// - Parameter isHead: whether the request's method was HEAD, so that no body follows
    /// - Returns: the answer
    /// - Throws: the reason why there is no whole answer
    public func receive(isHead: Bool = false) throws(SocketFault) -> HTTPAnswer {
        while true {
            if let answer = try nextAnswer(isHead: isHead) { return answer }
            if filled == buffer.count { buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count)) }
            guard let count = try socket.receive(into: &buffer, from: filled) else { throw SocketFault(.timeout) }
            guard count > 0 else { throw SocketFault(.endOfStream) }
            filled += count
        }
    }

    /// Waits until the server closes the connection.
    /// - Returns: how many bytes came before that
    public func receiveEnd() throws(SocketFault) -> Int {
        var total = filled
        filled = 0
        while true {
            guard let count = try socket.receive(into: &buffer, from: 0) else { throw SocketFault(.timeout) }
            if count == 0 { return total }
            total += count
        }
    }

    /// Sends a request and receives its answer.
    /// - Parameters:
    ///   - method: the method
    ///   - path: the path and the query
    ///   - headers: header fields; `Host` and `Content-Length` are added
    ///   - body: the body
    /// - Returns: the answer
    /// - Throws: the reason why there is no answer
    public func request(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String? = nil
    ) throws(SocketFault) -> HTTPAnswer {
        var text = "\(method) \(path) HTTP/1.1\r\nHost: test\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if let body { text += "Content-Length: \(body.utf8.count)\r\n" }
        try send(text + "\r\n" + (body ?? ""))
        return try receive(isHead: method == "HEAD")
    }

    private func nextAnswer(isHead: Bool) throws(SocketFault) -> HTTPAnswer? {
        guard let head = try ResponseHead(buffer.span.extracting(0..<filled)) else { return nil }
        let size = head.headBytes + (isHead || head.status < 200 ? 0 : head.bodyBytes ?? 0)
        guard size <= filled else { return nil }
        let answer = HTTPAnswer(
            head: buffer.span.extracting(0..<head.headBytes), status: head.status,
            body: buffer.span.extracting(head.headBytes..<size))
        buffer.removeFirst(size)
        buffer.append(contentsOf: [UInt8](repeating: 0, count: size))
        filled -= size
        return answer
    }
}
