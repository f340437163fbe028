import NIOCore

/// Puts redelivered messages of a key back into the order of publishing.
///
/// ActiveMQ 5.17 appends what a lost member had *behind* what an earlier lost one had and nobody took since: of a message group's messages 1 and 2,
/// where the first went to a member that died as well, 2 comes before 1. All of them are marked as redelivered and come before any other message
/// of their group, in one burst. So they are held back until another message of the key comes, or none for a moment, and sorted then.
///
/// What a member gives back without having handled it comes here again, to its place before everything that came later.
struct RedeliveryOrder {
    static let moment = TimeAmount.milliseconds(250)

    private struct Lane {
        var frames: [StompFrame] = []
        var last: NIODeadline
    }

    private var lanes: [String: Lane] = [:]
    // In the order of their places.
    private var ready: [BufferedFrame] = []
    private var lastPlace: UInt64 = 0

    /// How many messages it holds.
    private(set) var count = 0

    /// Whether some of what it has came before.
    var hasRedelivered: Bool { !lanes.isEmpty || ready.contains { $0.frame["redelivered"] == "true" } }

    /// When the next held ones are due; `nil` where none are held back.
    var due: NIODeadline? { lanes.values.lazy.map { $0.last + Self.moment }.min() }

    /// Takes messages as they came.
    mutating func put(_ frames: [StompFrame], now: NIODeadline) {
        count += frames.count
        for frame in frames {
            guard let lane = frame[MessageCarrier.key] else {
                add(frame)
                continue
            }
            if frame["redelivered"] == "true" {
                lanes[lane, default: Lane(last: now)].frames.append(frame)
                lanes[lane]?.last = now
            } else {
                release(lane)
                add(frame)
            }
        }
    }

    /// Takes messages back that it gave out.
    mutating func putBack(_ frames: [BufferedFrame]) {
        guard !frames.isEmpty else { return }
        count += frames.count
        ready = (frames + ready).sorted { $0.place < $1.place }
    }

    /// Gives messages out.
    mutating func take(_ limit: Int, now: NIODeadline) -> [BufferedFrame] {
        guard limit > 0 else { return [] }
        for (lane, held) in lanes where held.last + Self.moment <= now { release(lane) }
        let taken = Array(ready.prefix(limit))
        ready.removeFirst(taken.count)
        count -= taken.count
        return taken
    }

    private mutating func release(_ lane: String) {
        guard let held = lanes.removeValue(forKey: lane) else { return }
        held.frames.enumerated().map { (Self.place($0.element), $0.offset, $0.element) }
            .sorted { ($0.0.time, $0.0.number, $0.1) < ($1.0.time, $1.0.number, $1.1) }
            .forEach { add($0.2) }
    }

    private mutating func add(_ frame: StompFrame) {
        lastPlace += 1
        ready.append(
            BufferedFrame(frame: frame, place: lastPlace, attempt: frame.count(FlorinHeader.attempt) ?? 1))
    }

    // When the broker got it, and the last part of its id, which counts up for each connection of a publisher.
    private static func place(_ frame: StompFrame) -> (time: Int64, number: UInt64) {
        let number = (frame["message-id"] ?? "").split(separator: ":").last.flatMap { UInt64($0) } ?? 0
        return (frame.milliseconds("timestamp") ?? 0, number)
    }
}
