/// What an event's posting does to the balances of its two accounts.
public enum PostingEffect: UInt8, Sendable, Hashable, CaseIterable {
    /// Moves money.
    case posts = 1
    /// Holds money back, to be moved later.
    case holds = 2
    /// Moves money that was held.
    case settles = 3
    /// Gives back money that was held.
    case releases = 4

    /// The stable name.
    public var name: String {
        switch self {
        case .posts: "posts"
        case .holds: "holds"
        case .settles: "settles"
        case .releases: "releases"
        }
    }
}

extension Event {
    /// What the event's posting does; `nil` for events without a posting.
    public var effect: PostingEffect? {
        switch self {
        case .accountOpened, .paymentRequested, .paymentDeclined: nil
        case .transferPosted, .paymentCapturedAtOnce, .paymentRefunded: .posts
        case .transferHeld, .paymentAuthorized: .holds
        case .holdPosted, .paymentCaptured: .settles
        case .holdVoided, .holdExpired, .paymentCancelled, .paymentExpired: .releases
        }
    }

    /// The event's posting, if it has one.
    public var posting: Posting? {
        switch self {
        case .accountOpened, .paymentRequested, .paymentDeclined: nil
        case .transferPosted(let event): event.posting
        case .transferHeld(let event): event.posting
        case .holdPosted(let event): event.posting
        case .holdVoided(let event), .holdExpired(let event): event.posting
        case .paymentAuthorized(let event), .paymentCaptured(let event), .paymentCapturedAtOnce(let event),
            .paymentCancelled(let event), .paymentExpired(let event), .paymentRefunded(let event):
            event.posting
        }
    }
}

extension Balance {
    /// The balance of an account without any posting.
    public static let zero = Balance(posted: 0, pendingIn: 0, pendingOut: 0)

    /// Takes in one side of a posting.
    /// - Parameters:
    ///   - effect: what the posting does
    ///   - amount: how much, in minor units
    ///   - isInflow: whether the side is the account's normal side, so that the balance grows by it
    public mutating func take(_ effect: PostingEffect, _ amount: Int64, isInflow: Bool) {
        let posted = effect == .posts || effect == .settles ? amount : 0
        let pending = effect == .holds ? amount : effect == .posts ? 0 : 0 &- amount
        self.posted &+= isInflow ? posted : 0 &- posted
        if isInflow {
            pendingIn &+= pending
        } else {
            pendingOut &+= pending
        }
    }
}
