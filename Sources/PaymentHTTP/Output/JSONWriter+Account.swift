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
        raw(",\"balance\":")
        balance(account.balance)
        raw(",\"position\":")
        integer(Int64(clamping: position.value))
        raw("}")
    }

    /// Writes a balance.
    mutating func balance(_ balance: Balance) {
        raw("{\"posted\":")
        integer(balance.posted)
        raw(",\"pending_in\":")
        integer(balance.pendingIn)
        raw(",\"pending_out\":")
        integer(balance.pendingOut)
        raw(",\"available\":")
        integer(balance.available)
        raw("}")
    }
}
