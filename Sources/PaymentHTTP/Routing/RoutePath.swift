/// What a request target leads to.
struct RoutePath {
    let route: Route
    /// What stands in the place of `{id}`, decoded; empty where there is no such place.
    let id: String
    /// What stands behind the `?`; `nil` where there is none.
    let query: Substring?

    private static let fixed: [(path: String, route: Route)] = [
        Route.requestPayment, .makeTransfer, .echo, .runBatch, .openAccount, .live, .ready, .metrics,
    ].map { ($0.pattern, $0) }

    /// - Parameter target: the path and the query of a request; `nil` comes of paths that there are not
    init?(_ target: String) {
        if let entry = RoutePath.fixed.first(where: { $0.path == target }) {
            self.init(entry.route)
            return
        }
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first else { return nil }
        let query = parts.count > 1 ? parts[1] : nil
        if let entry = RoutePath.fixed.first(where: { $0.path == path }) {
            self.init(entry.route, query: query)
            return
        }
        let segments = path.split(separator: "/", maxSplits: 5, omittingEmptySubsequences: false)
        guard segments.count >= 4, segments[0].isEmpty, segments[1] == "v1", !segments[3].isEmpty else { return nil }
        let action = segments.count == 5 ? segments[4] : nil
        guard segments.count <= 5, let route = RoutePath.route(segments[2], action),
            let id = PercentCoding.decode(segments[3])
        else { return nil }
        self.init(route, id: id, query: query)
    }

    private init(_ route: Route, id: String = "", query: Substring? = nil) {
        self.route = route
        self.id = id
        self.query = query
    }

    private static func route(_ collection: Substring, _ action: Substring?) -> Route? {
        switch (collection, action) {
        case ("accounts", nil): .readAccount
        case ("payments", nil): .readPayment
        case ("payments", "confirm"): .confirmPayment
        case ("payments", "cancel"): .cancelPayment
        case ("payments", "refunds"): .refundPayment
        case ("transfers", "post"): .postTransfer
        case ("transfers", "void"): .voidTransfer
        default: nil
        }
    }
}
