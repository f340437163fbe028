import Messaging

/// How far a group is in a partition: what is committed to the engine, as an offset and a text.
///
/// The text has what an offset alone cannot say: what is settled beyond it, where the group began, whose it is. An engine that forgets
/// the text (Apache Kafka does not) makes what was settled out of order come again after a crash.
struct KafkaPosition: Sendable, Hashable {
    private static let version = "florin1"

    /// The first offset that is not settled.
    var next: Int64
    /// Those that are, beyond it.
    var settled = OffsetRuns()
    /// Where the group began.
    var base: Int64
    /// The group, in the position of its dead letters: what lists groups.
    var owner: ConsumerGroup?
    /// The day of the commit, counted from 1970, in the position of its dead letters, which has no member that would keep it known.
    var day: Int64?

    /// A position where a group begins.
    init(startingAt offset: Int64, owner: ConsumerGroup? = nil) {
        next = offset
        base = offset
        self.owner = owner
    }

    /// Reads a position.
    /// - Parameters:
    ///   - offset: the committed offset
    ///   - text: the committed text; any other text counts as none
    init(offset: Int64, text: String) {
        next = offset
        base = 0
        let parts = text.split(separator: ";")
        guard parts.first == Substring(Self.version) else { return }
        var fields: [Substring: Substring] = [:]
        for part in parts.dropFirst() {
            guard let mark = part.firstIndex(of: "=") else { continue }
            fields[part[..<mark]] = part[part.index(after: mark)...]
        }
        base = fields["from"].flatMap { Int64($0) } ?? 0
        day = fields["day"].flatMap { Int64($0) }
        settled = fields["settled"].flatMap { OffsetRuns($0, from: offset) } ?? OffsetRuns()
        guard let name = fields["topic"], let kind = fields["kind"].flatMap({ Topic.Kind(rawValue: String($0)) }),
            let group = fields["group"], let topic = try? Topic(String(name), kind: kind)
        else { return }
        owner = try? ConsumerGroup(String(group), of: topic)
    }

    /// The text that is committed with ``next``.
    var text: String {
        var text = "\(Self.version);from=\(base)"
        if let owner { text += ";kind=\(owner.topic.kind.rawValue);topic=\(owner.topic.name);group=\(owner.name)" }
        if let day { text += ";day=\(day)" }
        guard !settled.isEmpty else { return text }
        return text + ";settled=" + settled.text(from: next, limit: KafkaLimits.positionBytes - text.utf8.count - 16)
    }

    /// Whether the text has room for all that is settled.
    var fits: Bool {
        KafkaPosition(offset: next, text: text).settled == settled
    }

    /// Settles offsets.
    mutating func settle(_ offsets: Range<Int64>) {
        guard offsets.upperBound > next else { return }
        settled.insert(max(offsets.lowerBound, next)..<offsets.upperBound)
        if let end = settled.removeRun(from: next) { next = end }
    }

    /// Passes over offsets that are gone, or never were messages: nobody was done with them.
    /// - Parameter offsets: the offsets
    /// - Returns: how many of them were not settled
    mutating func skip(_ offsets: Range<Int64>) -> Int {
        let count = open(in: offsets)
        base += Int64(count)
        settle(offsets)
        return count
    }

    /// Whether an offset is settled.
    func isSettled(_ offset: Int64) -> Bool {
        offset < next || settled.contains(offset)
    }

    /// How many messages of a partition are not settled.
    /// - Parameter bounds: what the engine has
    /// - Returns: the number, without those that the engine removed
    func open(in bounds: Range<Int64>) -> Int {
        let first = max(next, bounds.lowerBound)
        guard first < bounds.upperBound else { return 0 }
        return Int(bounds.upperBound - first) - settled.count(in: first..<bounds.upperBound)
    }

    /// How many messages the group is done with, since it began.
    /// - Parameter bounds: what the engine has
    /// - Returns: the number
    func done(in bounds: Range<Int64>) -> Int {
        let removed = bounds.lowerBound > next ? open(in: next..<bounds.lowerBound) : 0
        return max(0, Int(max(bounds.upperBound, next) - base) - open(in: bounds) - removed)
    }
}
