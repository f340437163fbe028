/// The commands that come as events, by name.
public enum CommandEventName: String, Sendable, Hashable, CaseIterable {
    /// A payment is asked for: the fields of `POST /v1/payments`.
    case paymentRequest = "payment_request"
    /// A payment, `payment`, is confirmed, `amount` of it or all.
    case paymentConfirm = "payment_confirm"
    /// A payment, `payment`, is cancelled.
    case paymentCancel = "payment_cancel"
    /// A payment, `payment`, is refunded, `amount` of it or all.
    case refundRequest = "refund_request"
    /// A transfer is asked for: the fields of `POST /v1/transfers`.
    case transferRequest = "transfer_request"
    /// A pending transfer, `transfer`, is posted, `amount` of it or all.
    case transferPost = "transfer_post"
    /// A pending transfer, `transfer`, is voided.
    case transferVoid = "transfer_void"
    /// An account is opened: the fields of `POST /v1/accounts`.
    case accountOpen = "account_open"

    /// All names, for people.
    public static let list = allCases.map(\.rawValue).joined(separator: ", ")

    /// Reads a name.
    /// - Parameter text: the name
    /// - Throws: the problem of a name that is none of these, with the list of those
    init(reading text: String) throws(Problem) {
        guard let name = CommandEventName(rawValue: text) else {
            throw Problem(.eventUnknown, "The known event names are \(CommandEventName.list).", field: "event_name")
        }
        self = name
    }

    var kind: CommandKind {
        switch self {
        case .paymentRequest: .payment
        case .paymentConfirm: .confirm
        case .paymentCancel: .cancel
        case .refundRequest: .refund
        case .transferRequest: .transfer
        case .transferPost: .post
        case .transferVoid: .void
        case .accountOpen: .openAccount
        }
    }
}
