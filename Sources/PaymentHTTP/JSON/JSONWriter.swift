import NIOCore

/// Writes JSON into a buffer of bytes.
///
/// The caller brings the punctuation; this brings values that are always well formed.
struct JSONWriter {
    private var buffer: ByteBuffer

    /// - Parameter capacity: the bytes that will probably be written
    init(capacity: Int) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    /// What was written.
    consuming func finish() -> ByteBuffer { buffer }

    /// Writes punctuation and keys as they are.
    mutating func raw(_ text: StaticString) {
        buffer.writeStaticString(text)
    }

    /// Writes text that needs no quotes and no escapes, as it is.
    mutating func plain(_ text: String) {
        buffer.writeString(text)
    }

    /// Writes bytes that need no quotes and no escapes, as they are.
    mutating func plain(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { source in
            _ = unsafe buffer.writeBytes(source)
        }
    }

    /// Writes a number.
    mutating func integer(_ value: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var start = 20
        var rest = value.magnitude
        repeat {
            start &-= 1
            digits[start] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        } while rest > 0
        if value < 0 {
            start &-= 1
            digits[start] = UInt8(ascii: "-")
        }
        plain(digits.span.extracting(start..<20))
    }

    /// Writes `true` or `false`.
    mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes a string with its quotes.
    mutating func string(_ text: String) {
        string(text.utf8.span)
    }

    /// Writes a string, given as valid UTF-8, with its quotes.
    mutating func string(_ bytes: Span<UInt8>) {
        buffer.writeInteger(UInt8(ascii: "\""))
        var start = 0
        for index in bytes.indices where JSONWriter.needsEscape(bytes[index]) {
            plain(bytes.extracting(start..<index))
            escape(bytes[index])
            start = index + 1
        }
        plain(bytes.extracting(start..<bytes.count))
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case UInt8(ascii: "\n"): raw("\\n")
        case UInt8(ascii: "\r"): raw("\\r")
        case UInt8(ascii: "\t"): raw("\\t")
        default:
            raw("\\u00")
            buffer.writeInteger(JSONWriter.hexadecimal(byte >> 4))
            buffer.writeInteger(JSONWriter.hexadecimal(byte & 15))
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}
