import PaymentCore
import PaymentEngine
import PaymentViews

extension ReadSide {
    /// Events with names, and how far was looked for them.
    struct EventPage: Sendable {
        var events: [NamedEvent]
        var last: Position
        /// The position of the views: events up to there were looked at.
        var position: Position
    }

    /// Reads events in order, as far as the views have come, because they give the names.
    func events(
        after: Position, limit: Int, scanLimit: Int = 100_000, byteLimit: Int = 1 << 20, in opened: Opened,
        where isWanted: @escaping @Sendable (Event, Position) -> Bool = { _, _ in true }
    ) async throws -> EventPage {
        let end = subscription.consumed.position
        let page = try await archive.events(
            after: after, upTo: end, limit: limit, scanLimit: scanLimit, byteLimit: byteLimit, where: isWanted)
        return EventPage(events: try await name(page.records, in: opened), last: page.last, position: end)
    }

    /// Reads the events at some places.
    func events(at positions: [Position], in opened: Opened) async throws -> [EventArchive.Record] {
        try await archive.events(at: positions, upTo: subscription.consumed.position)
    }

    /// Reads the events about one thing, which the views know where to find.
    func events(
        about key: String, after: Position, limit: Int, _ filter: EventFilter, in opened: Opened,
        where isPermitted: (NamedEvent) -> Bool
    ) async throws -> EventPage {
        let places = try await positions(of: key, after: after, limit: limit, in: opened)
        let named = try await name(try await events(at: places.positions, in: opened), in: opened)
        // All events about one thing concern the same accounts. What may not be seen is answered as what there is not.
        guard named.allSatisfy(isPermitted) else {
            return EventPage(events: [], last: max(after, places.seen), position: places.seen)
        }
        let last = places.next ?? max(after, places.seen)
        return EventPage(events: named.filter(filter.wants), last: last, position: places.seen)
    }

    /// Reads events in order for somebody who may not see all of them.
    ///
    /// How far it looks depends only on what may be seen, and not on the types of what may not.
    func permittedEvents(
        after: Position, limit: Int, _ filter: EventFilter, in opened: Opened, _ isPermitted: (NamedEvent) -> Bool
    ) async throws -> EventPage {
        var page = try await events(
            after: after, limit: .max, scanLimit: ReadSide.permittedScan, in: opened
        ) { event, _ in filter.mayWant(event) }
        page.events = page.events.filter(isPermitted)
        if page.events.count > limit {
            page.events.removeLast(page.events.count - limit)
            page.last = page.events.last?.position ?? page.last
        }
        return page
    }

    private static let permittedScan = 5000

    /// Where the events about one thing are; nowhere if there is no such thing.
    private func positions(
        of key: String, after: Position, limit: Int, in opened: Opened
    ) async throws -> (positions: [Position], next: Position?, seen: Position) {
        let found: Viewed<PositionPage?>
        if let id = PaymentID(key) {
            found = try await opened.views.positions(ofPayment: id, after: after, limit: limit)
        } else if let id = TransferID(key) {
            found = try await opened.views.positions(ofTransfer: id, after: after, limit: limit)
        } else {
            let account = try await opened.views.account(try AccountID(key))
            return ([account.value?.opened].compactMap(\.self).filter { $0 > after }, nil, account.position)
        }
        return (found.value?.positions ?? [], found.value?.next, found.position)
    }

    /// Reads all events of a payment; of very many, the first thousand.
    func history(of payment: PaymentID, in opened: Opened) async throws -> [NamedEvent] {
        let places = try await opened.views.positions(ofPayment: payment, limit: 1000)
        return try await name(try await events(at: places.value?.positions ?? [], in: opened), in: opened)
    }

    /// Refuses to begin where events are no longer kept.
    func checkKept(behind position: Position) async throws(Problem) {
        try await read { _ in
            _ = try await archive.events(after: position, upTo: subscription.consumed.position, limit: 1)
        }
    }

    /// Gives events the names that the views know.
    func name(_ records: [EventArchive.Record], in opened: Opened) async throws -> [NamedEvent] {
        try await opened.views.name(records.map { ($0.event, $0.position, $0.time) }).value
    }
}
