import CHiredis
import Glibc
import Messaging

/// What an error of Redis or of its connection means for a caller.
enum RedisFault {
    private static let waitOnReplica = "ERR WAIT cannot be used with replica"

    /// Whether an error reply says that this server, which the address led to once, is not (yet, or any more) the one to talk to.
    static func isElsewhere(_ text: String) -> Bool {
        ["READONLY", "MASTERDOWN", "LOADING", "UNBLOCKED", waitOnReplica].contains { text.hasPrefix($0) }
    }

    /// The fault for the answer to `HELLO`, which is never quoted: a server that does not know the command repeats the password in it.
    static func of(hello text: String, label: String) -> MessagingFault {
        switch text.prefix(while: { $0 != " " }) {
        case "WRONGPASS", "NOAUTH": return MessagingFault(.denied, "\(label) refused the user or the password")
        case "NOPERM": return MessagingFault(.denied, "\(label) does not let the user call HELLO")
        case "DENIED":
            return MessagingFault(
                .denied, "\(label) is in protected mode: it has no password, so it takes no connection")
        case "LOADING", "MASTERDOWN", "BUSY": return MessagingFault(.unavailable, "\(label) is not ready yet")
        case "NOPROTO": return MessagingFault(.unsupported, "\(label) does not speak RESP2")
        default: break
        }
        if text.hasPrefix("ERR max number of clients") {
            return MessagingFault(.unavailable, "\(label) takes no more clients")
        }
        if text.hasPrefix("ERR unknown command") {
            return MessagingFault(.unsupported, "\(label) does not know HELLO: expected version 7.0 or later")
        }
        return MessagingFault(.engine, "\(label) refused HELLO")
    }

    /// The fault for an error reply.
    static func of(reply text: String, label: String) -> MessagingFault {
        let code: MessagingFault.Code =
            switch text.prefix(while: { $0 != " " }) {
            case "OOM": .full
            case "MISCONF": .full
            case "LOADING", "MASTERDOWN", "READONLY", "BUSY", "NOREPLICAS", "NOSCRIPT", "TRYAGAIN": .unavailable
            case "NOAUTH", "WRONGPASS", "NOPERM", "DENIED": .denied
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
                } else if text.hasPrefix(waitOnReplica) {
                    .unavailable
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

    /// What a server says, made fit for a log: one line, not long, without the arguments of a command that it does not know.
    private static func shown(_ text: String) -> String {
        let text = text.firstRange(of: ", with args").map { String(text[..<$0.lowerBound]) } ?? text
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(200).map { $0.value < 32 ? " " : $0 }))
    }
}
