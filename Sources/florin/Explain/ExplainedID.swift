import PaymentCore

/// What `florin explain` is asked for.
enum ExplainedID: Hashable {
    /// A payment.
    case payment(PaymentID)
    /// A transfer.
    case transfer(TransferID)

    /// Reads an id.
    /// - Parameter text: what the person typed
    /// - Throws: ``CommandFailure``
    init(_ text: String) throws(CommandFailure) {
        if let id = PaymentID(text) {
            self = .payment(id)
        } else if let id = TransferID(text) {
            self = .transfer(id)
        } else {
            throw CommandFailure(
                "\(LineText.escaped(text)) is no id: a payment has pay_ and 26 letters and digits, a transfer tra_ and a number."
            )
        }
    }

    /// The id as it is shown everywhere.
    var text: String {
        switch self {
        case .payment(let id): id.description
        case .transfer(let id): id.description
        }
    }

    /// The word for it.
    var noun: String {
        switch self {
        case .payment: "payment"
        case .transfer: "transfer"
        }
    }
}
