import PaymentCore

extension JSONWriter {
    /// Writes a transfer that was just made, with what was asked for.
    mutating func transfer(_ transfer: Transfer, _ request: TransferRequest) {
        raw("{\"id\":")
        identifier(transfer.id)
        raw(",\"status\":\"")
        plain(transfer.status.name)
        raw("\",\"debit\":\"")
        plain(request.debit.description)
        raw("\",\"credit\":\"")
        plain(request.credit.description)
        raw("\",\"amount\":")
        integer(request.amount.minorUnits)
        raw(",\"currency\":")
        currency(request.amount.currency)
        raw(",\"posted\":")
        integer(transfer.posted)
        raw(",\"reference\":")
        if let reference = request.reference { string(reference) } else { raw("null") }
        raw(",\"created_at\":")
        time(transfer.decidedAt)
        raw("}")
    }

    /// Writes a transfer that was posted or voided.
    mutating func transfer(_ transfer: Transfer) {
        raw("{\"id\":")
        identifier(transfer.id)
        raw(",\"status\":\"")
        plain(transfer.status.name)
        raw("\",\"posted\":")
        integer(transfer.posted)
        raw(",\"updated_at\":")
        time(transfer.decidedAt)
        raw("}")
    }
}
