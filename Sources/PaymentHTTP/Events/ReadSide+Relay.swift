public import PaymentCore
public import PaymentEngine

extension ReadSide {
    /// Events as CloudEvents, for those who publish them elsewhere.
    public struct RelayPage: Sendable {
        /// Each event and its structured JSON.
        public var events: [(event: NamedEvent, json: [UInt8])]
        /// The last position that was looked at: the next page follows it.
        public var last: Position
        /// Where the events come from: their `source`.
        public var source: String
    }

    /// How far there are events with names.
    public var named: PositionGauge { subscription.consumed }

    /// Reads events in order.
    /// - Parameters:
    ///   - after: the position behind which to begin
    ///   - limit: how many at the most
    /// - Returns: the events, none where there is none yet
    /// - Throws: ``Problem``: what keeps them from being read
    public func relayPage(after: Position, limit: Int) async throws -> RelayPage {
        try await read { opened in
            let page = try await events(after: after, limit: limit, in: opened)
            return RelayPage(
                events: page.events.map { ($0, opened.events.bytes(of: $0)) }, last: page.last,
                source: opened.events.source)
        }
    }

    /// Finds where the journal begins now.
    /// - Returns: the first position that it has, or will have
    /// - Throws: ``Problem``: what keeps it from being read
    public func oldestPosition() async throws(Problem) -> Position {
        try await read { _ in try await archive.oldestPosition() }
    }
}
