import PaymentCore

/// The balances of an account before and after an event in JSON.
struct BalanceChangeJSON: Encodable {
    private let account: String
    private let currency: String
    private let before: BalanceJSON
    private let after: BalanceJSON

    init(_ change: BalanceChange) {
        account = change.account.description
        currency = change.currency.code
        before = BalanceJSON(change.before)
        after = BalanceJSON(change.after)
    }
}
