import Messaging

/// Where an intake takes commands from: `URL#QUEUE` or `URL#TOPIC/GROUP`, with options behind it.
struct IntakeAddress {
    /// The engine's URL, without what follows the `#`.
    let url: String
    /// The queue, or the group of a topic.
    let group: ConsumerGroup
    /// Its part of the turns where several intakes have work.
    private(set) var weight = 1
    /// How many batches are decided at the same time; `nil` for the setting's.
    private(set) var consumers: ClosedRange<Int>?
    /// What stands for the source of messages that name none, if not engine and queue.
    private(set) var source: String?
    /// Whose the idempotency keys of its messages are; `nil` for nobody's but its own.
    private(set) var owner: String?

    static let form =
        "URL#QUEUE, or URL#TOPIC/GROUP, perhaps with ?weight=1…100, consumers=MIN-MAX, source=NAME or owner=NAME behind it, and & between them"

    /// Reads an address.
    /// - Parameter text: the address
    /// - Throws: ``CommandFailure`` that says what it should be; the URL itself, which may hold a password, is not in it
    init(_ text: String) throws {
        guard let hash = text.firstIndex(of: "#") else { throw CommandFailure("An intake is \(IntakeAddress.form).") }
        url = String(text[..<hash])
        let parts = text[text.index(after: hash)...].split(separator: "?", maxSplits: 1)
        let names = (parts.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        do throws(MessagingFault) {
            switch names.count {
            case 1: group = try ConsumerGroup(queue: names[0])
            case 2: group = try ConsumerGroup(names[1], of: Topic(names[0]))
            default: throw MessagingFault(.invalid, "An intake is \(IntakeAddress.form)")
            }
        } catch {
            throw CommandFailure("\(error.message).")
        }
        guard !group.topic.name.hasPrefix("florin.") else {
            throw CommandFailure("The \(group) is Florin's own: an intake takes from queues and topics of others.")
        }
        for option in parts.count > 1 ? parts[1].split(separator: "&") : [] { try read(option) }
    }

    private mutating func read(_ option: Substring) throws {
        let pair = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch (pair.first, pair.last) {
        case ("weight", let text?) where (1...100).contains(Int(text) ?? 0): weight = Int(text) ?? 1
        case ("consumers", let text?): consumers = try IntakeAddress.range(text)
        case ("source", let text?) where (1...200).contains(text.utf8.count) && pair.count == 2: source = text
        case ("owner", let text?) where text.utf8.count <= 200 && pair.count == 2: owner = text
        default:
            throw CommandFailure(
                "The option \(option) of the intake \(group) is wrong: an intake is \(IntakeAddress.form).")
        }
    }

    /// Reads `MIN-MAX`, or one number for both.
    static func range(_ text: String) throws -> ClosedRange<Int> {
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(bounds.count), let lower = bounds[0], let upper = bounds[bounds.count - 1],
            lower >= 1, lower <= upper, upper <= 256
        else { throw CommandFailure("A number of consumers is MIN-MAX from 1 to 256, not '\(text)'.") }
        return lower...upper
    }
}
