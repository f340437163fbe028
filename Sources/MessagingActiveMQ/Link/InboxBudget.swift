/// How many bodies an inbox keeps that nobody was given yet.
///
/// ActiveMQ pushes as many messages as the prefetch allows, however large they are, and sends receipts behind them: reading cannot wait.
/// So what comes beyond the limit is dropped, and everything behind it too: unsettled as it is, it goes back to the broker when the connection
/// ends.
struct InboxBudget {
    // One in so many messages changes the average by all of its size.
    private static let memory = 32.0

    private let limit: Int
    // ActiveMQ puts what goes back behind what it has not sent again yet: with a small prefetch nothing of that is dropped.
    private let keepsRedelivered: Bool
    /// How many bytes of bodies came and were not handed out.
    private(set) var bytes = 0
    /// How many messages were dropped.
    private(set) var dropped = 0
    /// How large bodies were lately; 0 where none came.
    private(set) var averageBytes: Double

    /// Creates a budget that nothing was taken from.
    /// - Parameters:
    ///   - limit: how many bytes may wait; a single body may be larger
    ///   - keepsRedelivered: whether what came before is kept beyond it
    ///   - averageBytes: how large bodies were before
    init(limit: Int = .max, keepsRedelivered: Bool = false, averageBytes: Double = 0) {
        self.limit = limit
        self.keepsRedelivered = keepsRedelivered
        self.averageBytes = averageBytes
    }

    /// A message came.
    /// - Returns: whether to keep it
    mutating func take(_ size: Int, isRedelivered: Bool) -> Bool {
        averageBytes += averageBytes == 0 ? Double(size) : (Double(size) - averageBytes) / Self.memory
        let isBeyond = dropped > 0 || (bytes > 0 && size > limit - bytes && !(isRedelivered && keepsRedelivered))
        if isBeyond { dropped += 1 } else { bytes += size }
        return !isBeyond
    }

    /// Messages were handed out.
    mutating func give(_ size: Int) { bytes -= size }

    /// Messages that were handed out are back.
    mutating func putBack(_ size: Int) { bytes += size }
}
