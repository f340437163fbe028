import PaymentCore

/// What an account held right before and right after an event.
struct BalanceChange: Hashable {
    /// The account.
    let account: AccountID

    /// Its currency.
    let currency: Currency

    /// What it held before the event.
    let before: Balance

    /// What it held after the event.
    let after: Balance
}
