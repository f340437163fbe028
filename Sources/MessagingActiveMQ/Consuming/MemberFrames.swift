/// The frames of a member.
enum MemberFrames {
    static let subscription = "group"
    private static let hellos = "members"

    /// Subscribes to the group's queue, and to what other members say.
    ///
    /// The end of an empty transaction carries the receipt: a subscription with a receipt of its own begins with a prefetch of none.
    static func join(_ queue: String, prefetch: Int) -> [StompFrame] {
        [
            StompFrame(
                "SUBSCRIBE",
                [
                    StompHeader("id", hellos), StompHeader("destination", memberTopic(queue)),
                    StompHeader("ack", "auto"),
                ]),
            StompFrame(
                "SUBSCRIBE",
                [
                    StompHeader("id", subscription), StompHeader("destination", "/queue/\(queue)"),
                    StompHeader("ack", "client-individual"), StompHeader("activemq.prefetchSize", String(prefetch)),
                ]),
            StompFrame("BEGIN", [StompHeader("transaction", "barrier")]),
            StompFrame("ABORT", [StompHeader("transaction", "barrier")]),
        ]
    }

    /// Tells the other members of a queue that there is one more.
    static func hello(from name: String, in queue: String) -> StompFrame {
        StompFrame(
            "SEND", [StompHeader("destination", memberTopic(queue)), StompHeader(FlorinHeader.marker, name)])
    }

    /// Acknowledges one delivery.
    static func ack(_ id: String, in transaction: String? = nil) -> StompFrame {
        var headers = [StompHeader("id", id)]
        if let transaction { headers.append(StompHeader("transaction", transaction)) }
        return StompFrame("ACK", headers, hasLength: false)
    }

    private static func memberTopic(_ queue: String) -> String { "/topic/florin.members.\(queue)" }
}
