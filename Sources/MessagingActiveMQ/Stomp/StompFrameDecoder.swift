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
        case restOfHeader
        case body(length: Int)
        case bodyUntilNUL
    }

    private let limits: StompLimits
    private var state = State.betweenFrames
    private var frame = StompFrame("")
    private var buffer = ByteBuffer()
    // How many of the readable bytes are known to hold no end: a frame that comes byte by byte is searched once.
    private var searched = 0
    // What the frame's headers have so far.
    private var headerBytes = 0

    /// How many bytes it keeps that it has not made part of a frame yet.
    var bufferedBytes: Int { buffer.readableBytes }

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
                guard let (line, isWhole) = headerLine() else { return nil }
                if line.isEmpty, isWhole {
                    state = try bodyState()
                } else {
                    header(line, isWhole: isWhole)
                    if !isWhole { state = .restOfHeader }
                }
            case .restOfHeader:
                guard skipLine() else { return nil }
                state = .headers
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
        headerBytes = 0
        defer { frame = StompFrame("") }
        return .frame(frame)
    }

    private mutating func header(_ line: [UInt8], isWhole: Bool) {
        if !isWhole { note(.longHeader) }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return note(.headerWithoutColon) }
        let name = line[..<colon]
        let value = line[(colon + 1)...]
        if frame.command == "CONNECTED" {
            return keep(StompHeader(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self)))
        }
        // ActiveMQ writes names as they are: a backslash in one is not always an escape.
        let plainName = StompEscapes.unescaped(name) ?? String(decoding: name, as: UTF8.self)
        keep(StompHeader(plainName, unescaped(value, isWhole: isWhole)))
    }

    private mutating func unescaped(_ value: ArraySlice<UInt8>, isWhole: Bool) -> String {
        if let plain = StompEscapes.unescaped(value) { return plain }
        // It may have been cut in the middle of an escape.
        if !isWhole, let plain = StompEscapes.unescaped(value.dropLast()) { return plain }
        note(.unknownEscape)
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func keep(_ header: StompHeader) {
        let size = header.name.utf8.count + header.value.utf8.count
        guard frame.headers.count < limits.headers, headerBytes + size <= limits.allHeaderBytes else {
            note(.manyHeaders)
            if StompLimits.needed.contains(header.name), frame[header.name] == nil { frame.headers.append(header) }
            return
        }
        headerBytes += size
        frame.headers.append(header)
    }

    private mutating func note(_ defect: StompDefect) {
        if frame.defect == nil { frame.defect = defect }
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

    // The next line, or its beginning where it is longer than a header may be.
    private mutating func headerLine() -> (line: [UInt8], isWhole: Bool)? {
        let length = length(to: UInt8(ascii: "\n"))
        guard (length ?? searched) <= limits.headerBytes else {
            searched = 0
            return (buffer.readBytes(length: limits.headerBytes) ?? [], false)
        }
        guard let length, var line = buffer.readBytes(length: length) else { return nil }
        searched = 0
        buffer.moveReaderIndex(forwardBy: 1)
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        return (line, true)
    }

    // Whether the end of the line was found.
    private mutating func skipLine() -> Bool {
        let length = length(to: UInt8(ascii: "\n"))
        buffer.moveReaderIndex(forwardBy: length.map { $0 + 1 } ?? buffer.readableBytes)
        searched = 0
        return length != nil
    }

    private mutating func bytes(
        to end: UInt8, limit: Int, or malformation: StompMalformation
    ) throws(StompMalformation) -> [UInt8]? {
        let length = length(to: end)
        guard (length ?? searched) <= limit else { throw malformation }
        guard let length else { return nil }
        searched = 0
        let bytes = buffer.readBytes(length: length)
        buffer.moveReaderIndex(forwardBy: 1)
        return bytes
    }

    // How many bytes come before an end; `nil` where it is not there yet, and as many as there are were searched.
    private mutating func length(to end: UInt8) -> Int? {
        let view = buffer.readableBytesView
        guard let index = view.dropFirst(searched).firstIndex(of: end) else {
            searched = buffer.readableBytes
            return nil
        }
        return index - view.startIndex
    }
}
