import PaymentCore
import PaymentViews

extension JSONWriter {
    /// Writes a transfer with everything that became of it.
    mutating func transfer(_ transfer: TransferView) {
        raw("{\"id\":")
        identifier(transfer.id)
        raw(",\"status\":\"")
        plain(transfer.status.name)
        raw("\",\"debit\":\"")
        plain(transfer.debit.description)
        raw("\",\"credit\":\"")
        plain(transfer.credit.description)
        raw("\",\"amount\":")
        integer(transfer.amount.minorUnits)
        raw(",\"currency\":")
        currency(transfer.amount.currency)
        raw(",\"posted\":")
        integer(transfer.posted)
        raw(",\"reference\":")
        optional(transfer.reference)
        raw(",\"created_at\":")
        time(transfer.createdAt)
        raw(",\"updated_at\":")
        time(transfer.updatedAt)
        raw(",\"expires_at\":")
        if let expiresAt = transfer.expiresAt { time(expiresAt) } else { raw("null") }
        raw("}")
    }
}
