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
    case receiveEvent
    case readRequest
    case readEvents
    case streamEvents
    case listSubscriptions
    case sendMessage
    case consume
    case acknowledgeMessage
    case retryMessage
    case deadLetterMessage
    case listQueues
    case readQueue
    case listDeadLetters
    case redriveQueue
    case purgeQueue
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
        case .receiveEvent: "/event"
        case .readRequest: "/v1/requests/{id}"
        case .readEvents: "/v1/events"
        case .streamEvents: "/v1/events/stream"
        case .listSubscriptions: "/v1/subscriptions"
        case .sendMessage: "/message"
        case .consume: "/consume"
        case .acknowledgeMessage: "/consume/{id}/ack"
        case .retryMessage: "/consume/{id}/retry"
        case .deadLetterMessage: "/consume/{id}/dead-letter"
        case .listQueues: "/v1/queues"
        case .readQueue: "/v1/queues/{id}"
        case .listDeadLetters: "/v1/queues/{id}/dead-letters"
        case .redriveQueue: "/v1/queues/{id}/redrive"
        case .purgeQueue: "/v1/queues/{id}/purge"
        case .live: "/health/live"
        case .ready: "/health/ready"
        case .metrics: "/metrics"
        case .openAPI: "/openapi.yaml"
        case .asyncAPI: "/asyncapi.yaml"
        case .echo: "/v1/echo"
        }
    }

    /// Whether its methods are GET and HEAD, and otherwise POST; ``consume`` has GET alone, as it changes what it reads.
    var isRead: Bool {
        switch self {
        case .listAccounts, .readAccount, .readEntries, .readTransfer, .listPayments, .readPayment, .readHistory,
            .readOrder, .readRequest, .readEvents, .streamEvents, .listSubscriptions, .consume, .listQueues, .readQueue,
            .listDeadLetters, .live, .ready, .metrics, .openAPI, .asyncAPI:
            true
        case .openAccount, .makeTransfer, .postTransfer, .voidTransfer, .requestPayment, .confirmPayment,
            .cancelPayment, .refundPayment, .runBatch, .receiveEvent, .sendMessage, .acknowledgeMessage, .retryMessage,
            .deadLetterMessage, .redriveQueue, .purgeQueue, .echo:
            false
        }
    }

    /// The method in the metrics.
    var method: String { isRead ? "GET" : "POST" }
}
