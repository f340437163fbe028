import HTTPTypes

/// What a request target leads to.
struct RoutePath {
    /// What GET and HEAD ask for there, if anything.
    let read: Route?
    /// What POST asks for there, if anything.
    let write: Route?
    /// What stands in the place of `{id}`, decoded; empty where there is no such place.
    let id: String
    /// What stands behind the `?`; `nil` where there is none.
    let query: Substring?

    private typealias Entry = (path: String, read: Route?, write: Route?)

    private static let fixed: [Entry] = [
        entry(.listPayments, .requestPayment), entry(nil, .makeTransfer), entry(nil, .echo), entry(nil, .runBatch),
        entry(nil, .receiveEvent),
        entry(.listAccounts, .openAccount), entry(.readEvents, nil), entry(.streamEvents, nil),
        entry(.listSubscriptions, nil), entry(nil, .sendMessage), entry(.consume, nil), entry(.listQueues, nil),
        entry(.live, nil), entry(.ready, nil), entry(.metrics, nil),
        entry(.openAPI, nil), entry(.asyncAPI, nil),
    ]

    private static func entry(_ read: Route?, _ write: Route?) -> Entry {
        ((read ?? write)?.pattern ?? "", read, write)
    }

    /// - Parameter target: the path and the query of a request; `nil` comes of paths that there are not
    init?(_ target: String) {
        if let entry = RoutePath.fixed.first(where: { $0.path == target }) {
            self.init(entry.read, entry.write)
            return
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first else { return nil }
        let query = parts.count > 1 ? parts[1] : nil
        if let entry = RoutePath.fixed.first(where: { $0.path == path }) {
            self.init(entry.read, entry.write, query: query)
            return
        }
        let segments = path.split(separator: "/", maxSplits: 5, omittingEmptySubsequences: false)
        if segments.count == 4, segments[0].isEmpty, segments[1] == "consume" {
            guard let route = RoutePath.settlement(segments[3]), let id = PercentCoding.decode(segments[2]) else {
                return nil
            }
            self.init(nil, route, id: id, query: query)
            return
        }
        guard segments.count >= 4, segments[0].isEmpty, segments[1] == "v1", !segments[3].isEmpty else { return nil }
        let action = segments.count == 5 ? segments[4] : nil
        guard segments.count <= 5, let route = RoutePath.route(segments[2], action),
            let id = PercentCoding.decode(segments[3])
        else { return nil }
        self.init(route.isRead ? route : nil, route.isRead ? nil : route, id: id, query: query)
    }

    private init(_ read: Route?, _ write: Route?, id: String = "", query: Substring? = nil) {
        self.read = read
        self.write = write
        self.id = id
        self.query = query
    }

    /// What a method asks for there; `nil` where the path does not have it.
    func route(for method: HTTPRequest.Method) -> Route? {
        switch method {
        case .get: read
        case .head: read == .consume ? nil : read
        case .post: write
        default: nil
        }
    }

    /// The methods of the path, as the header field `Allow` has them.
    var allow: String {
        switch (read, write) {
        case (.consume?, nil): "GET"
        case (_?, nil): "GET, HEAD"
        case (nil, _): "POST"
        case (_?, _?): "GET, HEAD, POST"
        }
    }

    /// What becomes of a leased message.
    private static func settlement(_ action: Substring) -> Route? {
        switch action {
        case "ack": .acknowledgeMessage
        case "retry": .retryMessage
        case "dead-letter": .deadLetterMessage
        default: nil
        }
    }

    private static func route(_ collection: Substring, _ action: Substring?) -> Route? {
        switch (collection, action) {
        case ("accounts", nil): .readAccount
        case ("accounts", "entries"): .readEntries
        case ("payments", nil): .readPayment
        case ("payments", "history"): .readHistory
        case ("payments", "confirm"): .confirmPayment
        case ("payments", "cancel"): .cancelPayment
        case ("payments", "refunds"): .refundPayment
        case ("transfers", nil): .readTransfer
        case ("transfers", "post"): .postTransfer
        case ("transfers", "void"): .voidTransfer
        case ("orders", nil): .readOrder
        case ("requests", nil): .readRequest
        case ("queues", nil): .readQueue
        case ("queues", "dead-letters"): .listDeadLetters
        case ("queues", "redrive"): .redriveQueue
        case ("queues", "purge"): .purgeQueue
        default: nil
        }
    }
}
