import PaymentCore
import PaymentHTTP

/// Books for hledger.
///
/// An account `wallet:alice` of kind liability is `liabilities:wallet:alice`: see ``HledgerAccount``. A currency is declared with one decimal more than
/// it has, because hledger rounds sums to as many decimals as it shows before it asks whether they are zero: less than half a cent
/// too much would pass otherwise.
struct HledgerDialect: BookDialect {
    /// What separates tags, comments and dates in a comment.
    private static let special: Set<Unicode.Scalar> = [",", ";", "|", "[", "]"]
    private static let balances = "balances"

    var header: String {
        let movers: [EventName] = [.transferPosted, .paymentCaptured, .paymentRefunded]
        return """
            ; The journal of a Florin data folder: every posting that moved money, in the order in which it did.
            ; Check it: LC_ALL=C.UTF-8 hledger check --strict balancednoautoconversion payees ordereddates -f THIS_FILE
            decimal-mark .

            """ + (movers.map(\.rawValue) + [HledgerDialect.balances]).map { "payee \($0)\n" }.joined()
    }

    func declare(_ currency: Currency) -> String {
        "\ncommodity 1000.\(String(repeating: "0", count: currency.exponent + 1)) \(currency.code)\n"
    }

    func open(_ account: AccountOpened, on date: CivilDate) -> String {
        "\naccount \(HledgerAccount.name(account.id, account.kind))  ; type: \(HledgerAccount.type(account.kind))\n"
    }

    func transaction(_ movement: Movement) -> String {
        var text = "\n\(movement.date.text) * \(movement.event.named.name.rawValue) | \(movement.id)\n"
        text += "    ; position: \(movement.event.named.position.value)\n"
        for tag in movement.event.tags {
            text += "    ; \(tag.name): \(LineText.escaped(tag.text, alsoEscaping: HledgerDialect.special))\n"
        }
        return text + posting(movement.debit, movement.amount.text)
            + posting(movement.credit, movement.amount.negated.text)
    }

    func beginBalances(_ currency: Currency, at date: CivilDate) -> String {
        "\n\(date.text) * \(HledgerDialect.balances) | \(currency.code)\n"
    }

    func balance(_ account: Account, at date: CivilDate) -> String {
        posting(account, "0 \(account.currency.code) = \(account.signedBalance.text)")
    }

    private func posting(_ account: Account, _ amount: String) -> String {
        let name = HledgerAccount.name(account.id, account.kind)
        return "    \(name)\(String(repeating: " ", count: max(2, 50 - name.count)))\(amount)\n"
    }
}
