import PaymentCore
import PaymentHTTP

/// A posting that moves money, as the books of a plain-text accounting program have it.
struct Movement {
    /// The day under which it is booked.
    let date: CivilDate

    /// The event that made it.
    let event: ExportedEvent

    /// The account that is debited.
    let debit: Account

    /// The account that is credited.
    let credit: Account

    /// How much, above zero.
    let amount: Money

    /// The id of the payment or transfer.
    var id: String { event.named.key }
}

extension Account {
    /// What has been posted, debits positive and credits negative.
    var signedBalance: Money {
        Money(kind.normalSide == .debit ? balance.posted : 0 - balance.posted, currency)
    }
}

extension Money {
    /// The same amount with the other sign.
    var negated: Money { Money(0 - minorUnits, currency) }
}
