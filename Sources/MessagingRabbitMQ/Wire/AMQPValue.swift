/// A value of a message's header, or of an argument.
///
/// Tables and arrays inside of headers are left out: the engine's own are (`x-death`), and no message of Florin has any.
enum AMQPValue: Sendable, Hashable {
    case text(String)
    /// Bytes that were sent as a text and are no UTF-8.
    case malformedText([UInt8])
    case bytes([UInt8])
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    /// Seconds since 1970.
    case time(UInt64)

    /// The number in it, where it is one.
    var integer: Int64? {
        if case .integer(let value) = self { value } else { nil }
    }

    /// As a text for ``Message/headers``; `nil` for bytes.
    var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .boolean(let value): String(value)
        case .time(let value): String(value)
        case .malformedText, .bytes: nil
        }
    }

    /// How much room it takes in a frame, at the most.
    var sizeBytes: Int {
        switch self {
        case .text(let text): text.utf8.count + 5
        case .malformedText(let bytes), .bytes(let bytes): bytes.count + 5
        case .integer, .number, .boolean, .time: 9
        }
    }
}
