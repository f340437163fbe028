/// One connection of a load and the request that it waits for.
struct LoadConnection: ~Copyable {
    let socket: Socket
    private var output: [UInt8] = []
    private var sent = 0
    private var input = [UInt8](repeating: 0, count: 8192)
    private var filled = 0
    /// The number of the request that waits for its answer; `nil` where none does.
    private(set) var request: Int?
    /// When that request should have been sent, in nanoseconds.
    private(set) var intendedTime: UInt64 = 0

    init(host: String, port: Int) throws(SocketFault) {
        socket = try Socket(host: host, port: port)
        socket.setNonBlocking()
    }

    /// Whether bytes of the request still have to be sent.
    var isSending: Bool { sent < output.count }

    /// Begins a request.
    mutating func begin(_ request: Int, at time: UInt64, _ write: (Int, inout [UInt8]) -> Void) throws(SocketFault) {
        self.request = request
        intendedTime = time
        output.removeAll(keepingCapacity: true)
        sent = 0
        write(request, &output)
        try flush()
    }

    /// Sends as much as the system takes.
    mutating func flush() throws(SocketFault) {
        while sent < output.count {
            let count = try socket.send(output.span.extracting(sent..<output.count))
            if count == 0 { return }
            sent += count
        }
    }

    /// Receives what there is.
    /// - Returns: the status if the answer is whole now
    mutating func receive(_ answered: ((Int, Int, Span<UInt8>) -> Void)?) throws(SocketFault) -> Int? {
        if filled == input.count { input.append(contentsOf: [UInt8](repeating: 0, count: input.count)) }
        guard let count = try socket.receive(into: &input, from: filled) else { return nil }
        guard count > 0 else { throw SocketFault(.endOfStream) }
        filled += count
        guard let request, let head = try ResponseHead(input.span.extracting(0..<filled)) else { return nil }
        guard let body = head.bodyBytes else { throw SocketFault(.notHTTP) }
        guard filled >= head.headBytes + body else { return nil }
        guard filled == head.headBytes + body else { throw SocketFault(.notHTTP) }
        answered?(request, head.status, input.span.extracting(head.headBytes..<filled))
        filled = 0
        self.request = nil
        return head.status
    }
}
