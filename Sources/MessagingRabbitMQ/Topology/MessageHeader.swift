/// The names of what Florin itself keeps in the headers of a message; nobody else's message has them.
enum MessageHeader {
    /// How often somebody has got it before.
    static let attempts = "florin-attempts"
    /// Not before this time, in milliseconds since 1970.
    static let due = "florin-due"
    /// A dead letter's own name.
    static let deadID = "florin-dead-id"
    static let deadReason = "florin-dead-reason"
    /// The reason of the engine, where it gave the message up by itself.
    static let engineReason = "x-first-death-reason"
    static let deadTime = "florin-dead-time"
    static let deadGroup = "florin-dead-group"
    static let deadTopic = "florin-dead-topic"
    /// What a member has: in its report.
    static let ready = "florin-ready"
    static let inFlight = "florin-in-flight"
    static let delayed = "florin-delayed"
    /// What all of them begin with.
    static let prefix = "florin-"
    /// Whether a header was added on the way, by Florin or by the engine.
    static func isOfTheWay(_ name: String) -> Bool {
        name.hasPrefix(prefix)
            || name.hasPrefix("x-")
                && (name == "x-death" || name == "x-delivery-count" || name.hasPrefix("x-first-death-")
                    || name.hasPrefix("x-last-death-"))
    }

    /// What attributes of CloudEvents begin with; the second form is read only.
    static let attributePrefix = "cloudEvents_"
    static let otherAttributePrefix = "cloudEvents:"
    /// A content type that is too long for the property.
    static let longContentType = "florin-content-type"
}
