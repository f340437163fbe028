import Messaging

/// What a consumer knows of itself, its membership and what it has unsettled.
///
/// Pure: it is told, and says.
struct ConsumerState {
    /// What the server knows it by.
    struct Membership: Sendable {
        var topic: Int32
        var group: Int32
        var member: Int64
        var incarnation: Int32
        /// On which connection it joined.
        var epoch: Int
    }

    private let prefetch: Int
    private var unsettled: [Receipt: UInt64] = [:]
    private var firstEnd: UInt64 = .max
    private var reserved = 0

    /// What the server knows it by; `nil` before it has joined.
    var membership: Membership?
    /// The last lease that it was told of: what a claim took whose answer was lost has a later one.
    var lastLease: Int64 = 0
    /// How much was settled since the topic was trimmed last.
    var settledSinceTrim = 0
    /// When the topic may be trimmed again although little was settled, in nanoseconds of `MonotonicClock`.
    var nextTrim: UInt64 = 0
    /// Whether it has left.
    var isClosed = false

    init(prefetch: Int) {
        self.prefetch = prefetch
    }

    /// Takes room for deliveries that are about to be asked for.
    /// - Returns: for how many there is room
    mutating func reserve(_ count: Int, now: UInt64) -> Int {
        if now >= firstEnd {
            // Leases that have ended do not fill the hands.
            unsettled = unsettled.filter { $0.value > now }
            firstEnd = unsettled.values.min() ?? .max
        }
        let room = max(0, min(count, prefetch - unsettled.count - reserved))
        reserved += room
        return room
    }

    /// Gives back the room that was taken.
    mutating func unreserve(_ room: Int) {
        reserved -= room
    }

    /// Remembers deliveries.
    mutating func add(_ receipts: some Sequence<Receipt>, until end: UInt64) {
        for receipt in receipts { unsettled[receipt] = end }
        firstEnd = min(firstEnd, end)
    }

    /// Forgets deliveries.
    mutating func remove(_ receipts: some Sequence<Receipt>) {
        for receipt in receipts { unsettled[receipt] = nil }
    }

    /// Whether the topic is to be trimmed now: after many messages, or after a while.
    mutating func takeTrim(now: UInt64) -> Bool {
        guard settledSinceTrim >= 5000 || (settledSinceTrim > 0 && now >= nextTrim) else { return false }
        settledSinceTrim = 0
        nextTrim = now + 5_000_000_000
        return true
    }
}
