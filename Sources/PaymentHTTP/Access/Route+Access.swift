import PaymentKeys

extension Route {
    /// The scope that a request needs; `nil` where everybody may make it.
    var neededScope: KeyScope? { Route.scopes[rawValue] }

    /// Whether the route keeps to the accounts that a key may touch.
    ///
    /// Keys with prefixes are refused wherever it does not, so a new route shows them nothing until somebody has thought of them.
    var keepsToAccounts: Bool {
        switch self {
        case .listAccounts, .readEntries, .readTransfer, .listPayments, .readHistory, .readOrder, .readEvents,
            .streamEvents:
            true
        case .openAccount, .readAccount, .makeTransfer, .postTransfer, .voidTransfer, .requestPayment, .readPayment,
            .confirmPayment, .cancelPayment, .refundPayment, .runBatch, .receiveEvent, .readRequest, .echo, .live,
            .ready:
            true
        default: false
        }
    }

    private static let scopes: [KeyScope?] = allCases.map { route in
        let path = route.pattern
        if path.hasPrefix("/health/") || path == "/openapi.yaml" || path == "/asyncapi.yaml" { return nil }
        if path == "/metrics" || path.hasPrefix("/v1/subscriptions") || path.hasPrefix("/v1/queues") { return .admin }
        // It takes the message away from others; that it shows one needs the scope read as well.
        if route == .consume { return .write }
        return route.isRead ? .read : .write
    }
}
