/// What a request can ask for: a path with a method.
enum Route: Int, CaseIterable {
    case openAccount
    case listAccounts
    case readAccount
    case readEntries
    case makeTransfer
    case readTransfer
    case postTransfer
    case voidTransfer
    case requestPayment
    case listPayments
    case readPayment
    case readHistory
    case confirmPayment
    case cancelPayment
    case refundPayment
    case runBatch
    case readOrder
    case readEvents
    case streamEvents
    case listSubscriptions
    case live
    case ready
    case metrics
    case openAPI
    case asyncAPI
    case echo

    /// The path, with `{id}` where the name of something stands.
    ///
    /// This, not the path itself, is what metrics show.
    var pattern: String {
        switch self {
        case .openAccount, .listAccounts: "/v1/accounts"
        case .readAccount: "/v1/accounts/{id}"
        case .readEntries: "/v1/accounts/{id}/entries"
        case .makeTransfer: "/v1/transfers"
        case .readTransfer: "/v1/transfers/{id}"
        case .postTransfer: "/v1/transfers/{id}/post"
        case .voidTransfer: "/v1/transfers/{id}/void"
        case .requestPayment, .listPayments: "/v1/payments"
        case .readPayment: "/v1/payments/{id}"
        case .readHistory: "/v1/payments/{id}/history"
        case .confirmPayment: "/v1/payments/{id}/confirm"
        case .cancelPayment: "/v1/payments/{id}/cancel"
        case .refundPayment: "/v1/payments/{id}/refunds"
        case .runBatch: "/v1/batch"
        case .readOrder: "/v1/orders/{id}"
        case .readEvents: "/v1/events"
        case .streamEvents: "/v1/events/stream"
        case .listSubscriptions: "/v1/subscriptions"
        case .live: "/health/live"
        case .ready: "/health/ready"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.yaml"
        case .asyncAPI: "/asyncapi.yaml"
        case .echo: "/v1/echo"
        }
    }

    /// Whether it only reads: its methods are GET and HEAD, and otherwise POST.
    var isRead: Bool {
        switch self {
        case .listAccounts, .readAccount, .readEntries, .readTransfer, .listPayments, .readPayment, .readHistory,
            .readOrder, .readEvents, .streamEvents, .listSubscriptions, .live, .ready, .metrics, .openAPI, .asyncAPI:
            true
        case .openAccount, .makeTransfer, .postTransfer, .voidTransfer, .requestPayment, .confirmPayment,
            .cancelPayment, .refundPayment, .runBatch, .echo:
            false
        }
    }

    /// The method in the metrics.
    var method: String { isRead ? "GET" : "POST" }
}
