/// A value of a message's header, or of an argument.
///
/// Tables and arrays inside of headers are left out: the engine's own are (`x-death`), and no message of Florin has any.
enum AMQPValue: Sendable, Hashable {
    case text(String)
    /// Bytes that were sent as a text and are no UTF-8.
    case malformedText([UInt8])
    case bytes([UInt8])
    case integer(Int64, IntegerKind = .signed64)
    /// A number that is too large for the others.
    case unsigned(UInt64)
    case number(Double)
    case single(Float)
    case boolean(Bool)
    /// Seconds since 1970.
    case time(UInt64)

    /// How a number is written: what comes from elsewhere goes on as it came, and so never needs more room.
    enum IntegerKind: Sendable, Hashable {
        case signed8, unsigned8, signed16, unsigned16, signed32, unsigned32, signed64, unsigned64

        var sizeBytes: Int {
            switch self {
            case .signed8, .unsigned8: 1
            case .signed16, .unsigned16: 2
            case .signed32, .unsigned32: 4
            case .signed64, .unsigned64: 8
            }
        }
    }

    /// The number in it, where it is one: any, whoever wrote it.
    var integer: Int64? {
        switch self {
        case .integer(let value, _): value
        case .unsigned(let value): Int64(clamping: value)
        default: nil
        }
    }

    /// As a text for ``Message/headers``; `nil` for bytes.
    var text: String? {
        switch self {
        case .text(let text): text
        case .integer(let value, _): String(value)
        case .unsigned(let value): String(value)
        case .number(let value): String(value)
        case .single(let value): String(value)
        case .boolean(let value): String(value)
        case .time(let value): String(value)
        case .malformedText, .bytes: nil
        }
    }

    /// How much room it takes in a frame.
    var sizeBytes: Int {
        switch self {
        case .text(let text): text.utf8.count + 5
        case .malformedText(let bytes), .bytes(let bytes): bytes.count + 5
        case .integer(_, let kind): 1 + kind.sizeBytes
        case .unsigned, .number, .time: 9
        case .single: 5
        case .boolean: 2
        }
    }
}
