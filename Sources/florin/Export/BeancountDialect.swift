import PaymentCore
import PaymentHTTP

/// Books for beancount, with no tolerance at all.
///
/// An account `wallet:alice` of kind liability is `Liabilities:Wallet:Alice`: see ``BeancountAccount``. What an account holds at the end of a day stands under the day
/// behind it, because beancount compares at the beginning of a day.
struct BeancountDialect: BookDialect {
    /// What would end a string, or begin an escape in it.
    private static let special: Set<Unicode.Scalar> = ["\"", "\\"]

    var header: String {
        """
        ; The journal of a Florin data folder: every posting that moved money, in the order in which it did.
        ; Check it: bean-check THIS_FILE
        option "title" "Florin"
        option "inferred_tolerance_default" "*:0"
        option "tolerance_multiplier" "0"

        """
    }

    func declare(_ currency: Currency) -> String { "" }

    func open(_ account: AccountOpened, on date: CivilDate) -> String {
        """

        \(date.text) open \(BeancountAccount.name(account.id, account.kind)) \(account.currency.code)
          id: "\(account.id)"

        """
    }

    func transaction(_ movement: Movement) -> String {
        let name = movement.event.named.name.rawValue
        var text = "\n\(movement.date.text) * \"\(name)\" \"\(movement.id)\" ^\(movement.id)\n"
        text += "  position: \(movement.event.named.position.value)\n"
        for tag in movement.event.tags {
            text += "  \(tag.name): \"\(LineText.escaped(tag.text, alsoEscaping: BeancountDialect.special))\"\n"
        }
        return text + "  " + amount(of: movement.debit, movement.amount) + "  "
            + amount(of: movement.credit, movement.amount.negated)
    }

    func beginBalances(_ currency: Currency, at date: CivilDate) -> String { "\n" }

    func balance(_ account: Account, at date: CivilDate) -> String {
        "\(date.next.text) balance \(amount(of: account, account.signedBalance))"
    }

    private func amount(of account: Account, _ amount: Money) -> String {
        let name = BeancountAccount.name(account.id, account.kind)
        return "\(name)\(String(repeating: " ", count: max(2, 50 - name.count)))\(amount.text)\n"
    }
}
