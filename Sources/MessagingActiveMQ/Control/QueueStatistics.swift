/// What the statistics plugin says of a queue.
struct QueueStatistics: Sendable, Hashable {
    /// The queue's name.
    var queue: String
    /// Messages in it, those with consumers included, those that wait for their time not.
    var size = 0
    /// Messages that were dispatched to consumers and not acknowledged.
    var inFlight = 0
    /// Consumers, of any process.
    var consumers = 0
    /// How large messages for it were since the broker started; 0 where it does not say.
    var averageBytes = 0.0

    /// Creates statistics.
    init(queue: String, size: Int = 0, inFlight: Int = 0, consumers: Int = 0) {
        self.queue = queue
        self.size = size
        self.inFlight = inFlight
        self.consumers = consumers
    }

    /// Reads the map that the broker sends with `transformation:jms-map-xml`; `nil` for anything else.
    init?(xml: some Sequence<UInt8>) {
        let entries = Self.entries(String(decoding: Array(xml), as: UTF8.self))
        let prefix = "queue://"
        guard let name = entries["destinationName"], name.hasPrefix(prefix),
            let size = entries["size"].flatMap({ Int($0) })
        else { return nil }
        queue = String(name.dropFirst(prefix.count))
        self.size = max(0, size)
        inFlight = max(0, entries["inflightCount"].flatMap { Int($0) } ?? 0)
        consumers = max(0, entries["consumerCount"].flatMap { Int($0) } ?? 0)
        let average = entries["averageMessageSize"].flatMap { Double($0) } ?? 0
        averageBytes = average.isFinite ? max(0, average) : 0
    }

    // <entry><string>size</string><long>3</long></entry>, with white space anywhere between the elements.
    private static func entries(_ xml: String) -> [String: String] {
        var texts: [Substring] = []
        var result: [String: String] = [:]
        var rest = xml[...]
        while let open = rest.firstIndex(of: "<") {
            let text = rest[..<open]
            guard let close = rest[open...].firstIndex(of: ">") else { break }
            let tag = rest[rest.index(after: open)..<close]
            rest = rest[rest.index(after: close)...]
            if tag == "entry" {
                texts = []
            } else if tag == "/entry" {
                if texts.count == 2 { result[plain(texts[0])] = plain(texts[1]) }
            } else if tag.hasPrefix("/") {
                texts.append(text)
            }
        }
        return result
    }

    private static func plain(_ text: Substring) -> String {
        guard text.contains("&") else { return String(text) }
        var result = String(text)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            result = result.split(separator: entity, omittingEmptySubsequences: false).joined(separator: character)
        }
        return result
    }
}
