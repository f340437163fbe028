import PaymentCore
import PaymentHTTP

/// How a plain-text accounting program wants its books written.
///
/// Every text ends with a line end or is empty. No text of a client may end a line.
protocol BookDialect {
    /// What stands at the beginning of the file.
    var header: String { get }

    /// Declares a currency before its first account.
    func declare(_ currency: Currency) -> String

    /// Declares an account.
    func open(_ account: AccountOpened, on date: CivilDate) -> String

    /// Writes a transaction.
    func transaction(_ movement: Movement) -> String

    /// Begins the balances at the end of a day, all of one currency.
    func beginBalances(_ currency: Currency, at date: CivilDate) -> String

    /// States what an account holds at the end of a day.
    func balance(_ account: Account, at date: CivilDate) -> String
}
