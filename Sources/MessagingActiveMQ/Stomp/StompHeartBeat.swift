import NIOCore

/// When to say that one is alive, and when to take the other side for dead.
struct StompHeartBeat: Sendable, Hashable {
    /// What to do now.
    enum Tick: Hashable {
        case nothing
        case send
        /// Nothing came for twice the time that was agreed on.
        case silent
    }

    /// What this side offers and asks for.
    static let offered = TimeAmount.seconds(10)

    private(set) var sendsEvery: TimeAmount?
    private(set) var expectsEvery: TimeAmount?
    private(set) var sent: NIODeadline
    private(set) var received: NIODeadline

    /// Agrees with the server's `heart-beat` header: milliseconds that it can send at, and those that it wants.
    init(server header: String?, now: NIODeadline) {
        let parts = (header ?? "0,0").split(separator: ",", omittingEmptySubsequences: false).map { Int64($0) ?? 0 }
        let canSend = parts.first ?? 0
        let wants = parts.count > 1 ? parts[1] : 0
        let longest: Int64 = 24 * 3_600_000
        sendsEvery = wants > 0 ? max(Self.offered, .milliseconds(min(wants, longest))) : nil
        expectsEvery = canSend > 0 ? max(Self.offered, .milliseconds(min(canSend, longest))) : nil
        sent = now
        received = now
    }

    mutating func didSend(_ now: NIODeadline) { sent = now }
    mutating func didReceive(_ now: NIODeadline) { received = now }

    /// Decides; to be asked at least every quarter of the agreed times.
    mutating func tick(_ now: NIODeadline) -> Tick {
        if let expectsEvery, now - received > expectsEvery * 2 { return .silent }
        // The server takes no grace: half the time leaves room for a slow moment.
        if let sendsEvery, now - sent >= .nanoseconds(sendsEvery.nanoseconds / 2) {
            sent = now
            return .send
        }
        return .nothing
    }
}
