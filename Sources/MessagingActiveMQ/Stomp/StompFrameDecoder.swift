import NIOCore

/// Reads frames from bytes that come in pieces of any size.
struct StompFrameDecoder {
    /// What the bytes say.
    enum Item: Hashable {
        /// An end of line between frames.
        case heartBeat
        case frame(StompFrame)
    }

    private enum State {
        case betweenFrames
        case headers
        case body(length: Int)
        case bodyUntilNUL
    }

    private let limits: StompLimits
    private var state = State.betweenFrames
    private var frame = StompFrame("")
    private var buffer = ByteBuffer()
    // How many of the readable bytes are known to hold no end: a frame that comes byte by byte is searched once.
    private var searched = 0

    /// Begins to read.
    init(_ limits: StompLimits = StompLimits()) {
        self.limits = limits
    }

    /// Takes bytes.
    mutating func append(_ bytes: inout ByteBuffer) {
        if buffer.readableBytes == 0 {
            buffer = bytes
        } else {
            buffer.discardReadBytes()
            buffer.writeBuffer(&bytes)
        }
    }

    /// The next frame or heart-beat; `nil` until there are more bytes.
    mutating func next() throws(StompMalformation) -> Item? {
        while true {
            switch state {
            case .betweenFrames:
                guard let line = try line(limit: limits.commandBytes, or: .commandTooLong) else { return nil }
                if line.isEmpty { return .heartBeat }
                frame = StompFrame(String(decoding: line, as: UTF8.self), hasLength: false)
                state = .headers
            case .headers:
                guard let line = try line(limit: limits.headerBytes, or: .headerTooLong) else { return nil }
                if line.isEmpty { state = try bodyState() } else { try header(line) }
            case .body(let length):
                guard let bytes = try body(length) else { return nil }
                return done(bytes)
            case .bodyUntilNUL:
                guard let bytes = try bytes(to: 0, limit: limits.bodyBytes, or: .bodyTooLarge) else { return nil }
                return done(bytes)
            }
        }
    }

    private mutating func done(_ body: [UInt8]) -> Item {
        frame.body = body
        state = .betweenFrames
        defer { frame = StompFrame("") }
        return .frame(frame)
    }

    private mutating func header(_ line: [UInt8]) throws(StompMalformation) {
        guard frame.headers.count < limits.headers else { throw .tooManyHeaders }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .headerWithoutColon }
        let name = line[..<colon]
        let value = line[(colon + 1)...]
        if frame.command == "CONNECTED" {
            frame.headers.append(
                StompHeader(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
            return
        }
        guard let plain = StompEscapes.unescaped(value) else { throw .unknownEscape }
        // ActiveMQ writes names as they are: a backslash in one is not always an escape.
        let plainName = StompEscapes.unescaped(name) ?? String(decoding: name, as: UTF8.self)
        frame.headers.append(StompHeader(plainName, plain))
    }

    private mutating func bodyState() throws(StompMalformation) -> State {
        guard let text = frame["content-length"] else { return .bodyUntilNUL }
        guard let length = Int(text), length >= 0 else { throw .lengthIsNoNumber }
        guard length <= limits.bodyBytes else { throw .bodyTooLarge }
        frame.hasLength = true
        return .body(length: length)
    }

    private mutating func body(_ length: Int) throws(StompMalformation) -> [UInt8]? {
        guard buffer.readableBytes > length, let bytes = buffer.readBytes(length: length) else { return nil }
        guard buffer.readInteger(as: UInt8.self) == 0 else { throw .noEndAfterBody }
        return bytes
    }

    private mutating func line(
        limit: Int, or malformation: StompMalformation
    ) throws(StompMalformation) -> [UInt8]? {
        guard var line = try bytes(to: UInt8(ascii: "\n"), limit: limit, or: malformation) else { return nil }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return line
    }

    private mutating func bytes(
        to end: UInt8, limit: Int, or malformation: StompMalformation
    ) throws(StompMalformation) -> [UInt8]? {
        let view = buffer.readableBytesView
        guard let index = view.dropFirst(searched).firstIndex(of: end) else {
            searched = buffer.readableBytes
            guard searched <= limit else { throw malformation }
            return nil
        }
        searched = 0
        let length = index - view.startIndex
        guard length <= limit else { throw malformation }
        let bytes = buffer.readBytes(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return bytes
    }
}
