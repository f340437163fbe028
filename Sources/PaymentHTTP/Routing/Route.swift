/// What a request can ask for.
///
/// Every path has one method (two with HEAD), so a route is a path with its method.
enum Route: Int, CaseIterable {
    case openAccount
    case readAccount
    case makeTransfer
    case postTransfer
    case voidTransfer
    case requestPayment
    case readPayment
    case confirmPayment
    case cancelPayment
    case refundPayment
    case runBatch
    case live
    case ready
    case metrics
    case echo

    /// The path, with `{id}` where the name of something stands.
    ///
    /// This, not the path itself, is what metrics show.
    var pattern: String {
        switch self {
        case .openAccount: "/v1/accounts"
        case .readAccount: "/v1/accounts/{id}"
        case .makeTransfer: "/v1/transfers"
        case .postTransfer: "/v1/transfers/{id}/post"
        case .voidTransfer: "/v1/transfers/{id}/void"
        case .requestPayment: "/v1/payments"
        case .readPayment: "/v1/payments/{id}"
        case .confirmPayment: "/v1/payments/{id}/confirm"
        case .cancelPayment: "/v1/payments/{id}/cancel"
        case .refundPayment: "/v1/payments/{id}/refunds"
        case .runBatch: "/v1/batch"
        case .live: "/health/live"
        case .ready: "/health/ready"
        case .metrics: "/metrics"
        case .echo: "/v1/echo"
        }
    }

    /// Whether it only reads: its methods are GET and HEAD, and otherwise POST.
    var isRead: Bool {
        switch self {
        case .readAccount, .readPayment, .live, .ready, .metrics: true
        case .openAccount, .makeTransfer, .postTransfer, .voidTransfer, .requestPayment, .confirmPayment,
            .cancelPayment,
            .refundPayment, .runBatch, .echo:
            false
        }
    }

    /// The method in the metrics.
    var method: String { isRead ? "GET" : "POST" }

    /// The methods of the path, as the header field `Allow` has them.
    var allow: String { isRead ? "GET, HEAD" : "POST" }
}
