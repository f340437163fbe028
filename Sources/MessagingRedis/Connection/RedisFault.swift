import CHiredis
import Glibc
import Messaging

/// What an error of Redis or of its connection means for a caller.
enum RedisFault {
    /// The fault for an error reply.
    static func of(reply text: String, label: String) -> MessagingFault {
        let code: MessagingFault.Code =
            switch text.prefix(while: { $0 != " " }) {
            case "OOM": .full
            case "MISCONF": .full
            case "LOADING", "MASTERDOWN", "READONLY", "BUSY", "NOREPLICAS", "NOSCRIPT", "TRYAGAIN": .unavailable
            case "NOAUTH", "WRONGPASS", "NOPERM": .denied
            case "UNROUTABLE", "NOGROUP": .unroutable
            case "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT", "NOPROTO": .unsupported
            case "INVALID", "WRONGTYPE": .invalid
            default:
                if text.hasPrefix("ERR max number of clients") {
                    .unavailable
                } else if text.hasPrefix("ERR DB index") {
                    .invalid
                } else if text.hasPrefix("ERR unknown command") {
                    .unsupported
                } else {
                    .engine
                }
            }
        return MessagingFault(code, "\(label) refused: \(shown(text))")
    }

    /// The fault for a connection that is of no use any more.
    static func of(_ context: UnsafePointer<redisContext>, errno: Int32, label: String) -> MessagingFault {
        let cause = unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            unsafe String(decoding: bytes.prefix(while: { $0 != 0 }), as: UTF8.self)
        }
        switch unsafe context.pointee.err {
        case REDIS_ERR_IO where errno == EAGAIN || errno == ETIMEDOUT:
            return MessagingFault(.timeout, "\(label) did not answer in time")
        case REDIS_ERR_PROTOCOL:
            return MessagingFault(.engine, "\(label) does not speak the protocol of Redis: \(shown(cause))")
        default:
            return MessagingFault(.unavailable, "\(label) went away: \(shown(cause))")
        }
    }

    /// What a server says, made fit for a log: one line, not long.
    private static func shown(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(200).map { $0.value < 32 ? " " : $0 }))
    }
}
