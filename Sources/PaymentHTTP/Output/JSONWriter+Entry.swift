import PaymentCore
import PaymentViews

extension JSONWriter {
    /// Writes one line of an account's statement.
    /// - Parameters:
    ///   - entry: the line
    ///   - isWhole: whether whoever reads it may see the other side: who it is, and what it was about
    mutating func entry(_ entry: AccountEntry, isWhole: Bool) {
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
        if isWhole {
            otherSide(entry)
        } else {
            raw(",\"counterparty\":null,\"payment\":null,\"transfer\":null,\"reference\":null")
        }
        raw(",\"balance\":")
        balance(entry.balance)
        raw("}")
    }

    private mutating func otherSide(_ entry: AccountEntry) {
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
    }
}
