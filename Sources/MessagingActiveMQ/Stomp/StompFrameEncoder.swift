import NIOCore

/// Writes frames.
enum StompFrameEncoder {
    /// Writes one frame behind the others in a buffer.
    static func write(_ frame: StompFrame, into buffer: inout ByteBuffer) {
        let escapes = frame.command != "CONNECT" && frame.command != "CONNECTED"
        buffer.writeString(frame.command)
        buffer.writeInteger(UInt8(ascii: "\n"))
        for header in frame.headers where header.name != "content-length" {
            write(header.name, escapes: escapes, into: &buffer)
            buffer.writeInteger(UInt8(ascii: ":"))
            write(header.value, escapes: escapes, into: &buffer)
            buffer.writeInteger(UInt8(ascii: "\n"))
        }
        if frame.hasLength, frame.command == "SEND" || !frame.body.isEmpty {
            buffer.writeString("content-length:\(frame.body.count)\n")
        }
        buffer.writeInteger(UInt8(ascii: "\n"))
        buffer.writeBytes(frame.body)
        buffer.writeInteger(UInt8(0))
    }

    private static func write(_ text: String, escapes: Bool, into buffer: inout ByteBuffer) {
        guard escapes, StompEscapes.needsEscapes(text) else {
            buffer.writeString(text)
            return
        }
        for byte in text.utf8 {
            if let escape = StompEscapes.escape(of: byte) {
                buffer.writeInteger(UInt8(ascii: "\\"))
                buffer.writeInteger(escape)
            } else {
                buffer.writeInteger(byte)
            }
        }
    }
}
