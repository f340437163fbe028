import CRabbitMQ

/// What went wrong on a connection, in the words of AMQP.
enum AMQPFault: Error, Sendable {
    /// The engine closed the channel; the connection lives.
    case channelRefused(code: Int, text: String)
    /// The engine closed the connection.
    case connectionRefused(code: Int, text: String)
    /// The certificates do not fit, or the other side does not accept ours.
    case untrusted(status: Int32)
    /// The library gave up; the connection is of no use any more.
    case broken(status: Int32)
    /// The deadline has passed; the connection is of no use any more, for an answer may still come.
    case timedOut

    /// Whether the connection can be used after it.
    var leavesConnection: Bool {
        if case .channelRefused = self { true } else { false }
    }

    /// Whether the engine says that something does not exist.
    var isNotFound: Bool {
        if case .channelRefused(404, let text) = self { !Self.isAway(text) } else { false }
    }

    /// Whether the engine does not let this user do it.
    var isForbidden: Bool {
        if case .channelRefused(403, _) = self { true } else { false }
    }

    /// Whether a queue is there, on a node of the cluster that is not: the engine has one number for both.
    static func isAway(_ text: String) -> Bool {
        text.contains("down or inaccessible")
    }

    /// Whether something exists already, with other arguments.
    var isOtherwise: Bool {
        if case .channelRefused(406, _) = self { true } else { false }
    }

    /// What the library calls a status.
    static func text(of status: Int32) -> String {
        unsafe String(cString: amqp_error_string2(status))
    }
}
