import PaymentCore

extension JSONWriter {
    /// Writes an account as it is at a position.
    mutating func account(_ account: Account, at position: Position) {
        raw("{\"id\":\"")
        plain(account.id.description)
        raw("\",\"currency\":")
        currency(account.currency)
        raw(",\"kind\":\"")
        plain(account.kind.name)
        raw("\",\"allows_overdraft\":")
        bool(account.allowsOverdraft)
        raw(",\"balance\":{\"posted\":")
        integer(account.balance.posted)
        raw(",\"pending_in\":")
        integer(account.balance.pendingIn)
        raw(",\"pending_out\":")
        integer(account.balance.pendingOut)
        raw(",\"available\":")
        integer(account.balance.available)
        raw("},\"position\":")
        integer(Int64(clamping: position.value))
        raw("}")
    }
}
