import BlockingIO
import Messaging

/// Settlements on their way to the script.
struct RedisSettling {
    /// Under which name.
    let member: String
    /// What the script is asked.
    let commands: RedisCommands
    /// What is asked for.
    let receipts: [Receipt]
    /// What has no lease any more.
    let lost: [Receipt]

    /// The retries and dead letters, in the order in which the script counts them.
    private let others: [Receipt]

    init(_ settlements: ArraySlice<Settlement>, _ hands: RedisHands, _ membership: RedisMembership) {
        let now = MonotonicClock.now()
        var lost: [Receipt] = []
        var receipts: [Receipt] = []
        var others: [Receipt] = []
        var acknowledged: [Int: [RedisEntryID]] = [:]
        var rest: [String] = []
        for settlement in settlements {
            let receipt = settlement.receipt
            guard receipt.session == membership.session, !hands.isLeft, let held = hands.live(receipt.number, at: now)
            else {
                lost.append(receipt)
                continue
            }
            receipts.append(receipt)
            let entry = [String(held.lane), held.id.text, String(held.attempt)]
            switch settlement.disposition {
            case .ack:
                acknowledged[held.lane, default: []].append(held.id)
            case .retry(let delay):
                others.append(receipt)
                // Keys are told from none by a letter before them.
                rest += ["r"] + entry + [String(delay.millisecondsRoundedUp), held.key.map { "k" + $0 } ?? ""]
            case .release:
                others.append(receipt)
                rest += ["r"] + entry + ["-1", ""]
            case .deadLetter(let reason):
                others.append(receipt)
                rest += ["d"] + entry + [reason, RedisDelivery.name(held.id, in: held.lane, of: membership)]
            }
        }
        // First what cannot go wrong.
        var parts: [String] = []
        for (lane, ids) in acknowledged {
            parts += ["a", String(lane), String(ids.count)] + ids.map(\.text)
        }
        parts += rest
        var commands = RedisScript.begin("settle", membership.group, 1 + parts.count)
        commands.append(hands.member)
        for part in parts { commands.append(part) }
        member = hands.member
        self.commands = commands
        self.receipts = receipts
        self.others = others
        self.lost = lost
    }

    /// Whether there is nothing to ask for.
    var isEmpty: Bool { receipts.isEmpty }

    /// The receipt at a place that the script named, the first one being 1.
    func receipt(at place: Int?) -> Receipt? {
        guard let place, others.indices.contains(place - 1) else { return nil }
        return others[place - 1]
    }
}
