import CHiredis

/// What Redis answered to one command.
enum RedisReply: Sendable {
    case null
    case integer(Int)
    case bytes([UInt8])
    /// `OK`, `QUEUED`: nobody looks at which.
    case status
    /// An error reply: its code is the first word.
    case error(String)
    case array([RedisReply])

    /// Copies a reply of hiredis; unknown kinds are an error.
    init(_ reply: UnsafePointer<redisReply>) {
        switch unsafe reply.pointee.type {
        case REDIS_REPLY_NIL: self = .null
        case REDIS_REPLY_INTEGER: self = unsafe .integer(Int(reply.pointee.integer))
        case REDIS_REPLY_STATUS: self = .status
        case REDIS_REPLY_STRING: self = unsafe .bytes([UInt8](Self.bytes(reply)))
        case REDIS_REPLY_ERROR: self = unsafe .error(String(decoding: Self.bytes(reply), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            let elements = unsafe UnsafeBufferPointer(start: reply.pointee.element, count: Int(reply.pointee.elements))
            self = unsafe .array(
                elements.map { element in
                    guard let element = unsafe element else { return .null }
                    return unsafe RedisReply(element)
                })
        default: self = .error("ERR a reply of a kind that RESP2 does not have")
        }
    }

    private static func bytes(_ reply: UnsafePointer<redisReply>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(start: reply.pointee.str, count: Int(reply.pointee.len))
    }
}

extension RedisReply {
    /// The elements of an array; none for anything else.
    var elements: [RedisReply] {
        if case .array(let elements) = self { elements } else { [] }
    }

    /// A number, also where Redis wrote it as text.
    var integer: Int? {
        switch self {
        case .integer(let value): value
        case .bytes(let bytes): Int(String(decoding: bytes, as: UTF8.self))
        default: nil
        }
    }

    /// Text; what is not UTF-8 is replaced.
    var text: String? {
        if case .bytes(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }
}
