/// What of a frame's headers could not be taken as it was sent; the frame itself is a whole one, and the connection goes on.
enum StompDefect: Hashable, Sendable {
    /// One was longer than ``StompLimits/headerBytes``: it was cut.
    case longHeader
    /// There were more, or larger ones, than ``StompLimits`` allows: some were left out.
    case manyHeaders
    /// A line without a colon was left out.
    case headerWithoutColon
    /// An escape that STOMP does not know was taken as it is.
    case unknownEscape

    /// The same for people: why a message is none.
    var reason: String {
        switch self {
        case .longHeader: "A header of the message is too long: it was cut"
        case .manyHeaders: "The message has too many headers, or too long ones: some were left out"
        case .headerWithoutColon: "A header of the message has no colon: it was left out"
        case .unknownEscape: "A header of the message has an escape that STOMP does not know"
        }
    }
}
