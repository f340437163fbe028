import Messaging

/// A queue or a group as `florin queue list --json` shows it; the same names as `GET /v1/queues`.
struct QueueJSON: Encodable {
    let name: String
    let kind: String
    let produced: Int
    let consumed: Int
    let depth: Int
    let ready: Int
    let inFlight: Int
    let delayed: Int
    let dead: Int

    enum CodingKeys: String, CodingKey {
        case name, kind, produced, consumed, depth, ready, delayed, dead
        case inFlight = "in_flight"
    }

    init(_ group: ConsumerGroup, _ depth: Depth) {
        name = group.reference
        kind = group.topic.kind == .queue ? "queue" : "group"
        produced = depth.produced
        consumed = depth.consumed
        self.depth = depth.depth
        ready = depth.ready
        inFlight = depth.inFlight
        delayed = depth.delayed
        dead = depth.dead
    }
}
