import PaymentCore

/// An event with everything that an export says of it.
struct ExportedEvent {
    /// The event with names.
    let named: NamedEvent

    /// The client's reference on the transfer that the event is about.
    let reference: String?

    /// The payment that it is about.
    var payment: NamedPayment? {
        guard case .payment(let payment) = named.subject else { return nil }
        return payment
    }

    /// The id of the transfer that it is about.
    var transfer: TransferID? {
        guard case .transfer(let transfer) = named.subject else { return nil }
        return transfer
    }

    /// The tags of a transaction: names and what they say, in the order in which they are written.
    var tags: [(name: String, text: String)] {
        var tags = [("time", named.time.text)]
        if let payment {
            tags.append(("payment", payment.id.description))
            if let order = payment.text.order { tags.append(("order", order)) }
        }
        if let transfer { tags.append(("transfer", transfer.description)) }
        if let reference { tags.append(("reference", reference)) }
        return tags
    }
}
