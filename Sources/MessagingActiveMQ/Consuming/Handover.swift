import NIOCore

/// When a member makes room for another one that joined.
///
/// It takes nothing more until it has nothing unsettled, and then joins anew. Where that takes long it goes on as before.
struct Handover {
    static let patience = TimeAmount.seconds(5)
    static let rest = TimeAmount.seconds(30)

    /// Until when it pauses; `nil` where nobody joined.
    private(set) var until: NIODeadline?
    private var notBefore: NIODeadline?
    /// Whether the next connection is only a new turn, which nobody has to know of.
    var isRejoining = false

    /// Takes what other members said.
    mutating func take(_ frames: [StompFrame], self name: String, now: NIODeadline = .now()) {
        let isSomebody = frames.contains { frame in
            frame["subscription"] != MemberFrames.subscription && frame[FlorinHeader.marker] != name
                && frame[FlorinHeader.marker] != nil
        }
        guard isSomebody, until == nil, notBefore.map({ now >= $0 }) ?? true else { return }
        until = now + Self.patience
    }

    /// Whether to take nothing for now.
    mutating func isPausing(at now: NIODeadline) -> Bool {
        guard let until else { return false }
        if now < until { return true }
        self.until = nil
        notBefore = now + Self.rest
        return false
    }
}
