import PaymentCore
import PaymentViews

extension JSONWriter {
    /// Writes one line of an account's statement.
    mutating func entry(_ entry: AccountEntry) {
        raw("{\"position\":")
        integer(Int64(clamping: entry.position.value))
        raw(",\"time\":")
        time(entry.time)
        raw(",\"type\":\"")
        plain(entry.name.rawValue)
        raw("\",\"effect\":\"")
        plain(entry.effect.name)
        raw("\",\"side\":\"")
        raw(entry.side == .debit ? "debit" : "credit")
        raw("\",\"amount\":")
        integer(entry.amount.minorUnits)
        raw(",\"currency\":")
        currency(entry.amount.currency)
        raw(",\"counterparty\":\"")
        plain(entry.counterparty.description)
        switch entry.cause {
        case .payment(let id):
            raw("\",\"payment\":")
            identifier(id)
            raw(",\"transfer\":null")
        case .transfer(let id):
            raw("\",\"payment\":null,\"transfer\":")
            identifier(id)
        }
        raw(",\"reference\":")
        optional(entry.reference)
        raw(",\"balance\":")
        balance(entry.balance)
        raw("}")
    }
}
