/// Turns the bank's transactions into Florin's commands.
///
/// Every account of the bank's customers is a liability of the bank: `account:2378`. Where money comes from or goes to is an account too:
/// cash and other banks are assets (`rail:cash`, `rail:bank:AB`), interest is an expense (`interest:paid`), fees are income
/// (`fees:service`, `fees:penalty-interest`). So every transaction is a transfer between two accounts, and all accounts together sum to zero.
public struct BankStatement: Sendable {
    /// The transactions in the file's order.
    public let transactions: [BankTransaction]

    /// The lines that are no transactions.
    public let unreadableLines: [Int]

    /// Reads the file's text.
    /// - Parameter text: a header line and a line for each transaction
    public init(_ text: String) {
        var transactions: [BankTransaction] = []
        var unreadable: [Int] = []
        for (index, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            if let transaction = BankTransaction.parse(line) {
                transactions.append(transaction)
            } else {
                unreadable.append(index + 1)
            }
        }
        self.transactions = transactions
        unreadableLines = unreadable
    }

    /// The lines for `florin import`: first the accounts, then the transfers.
    public func commands() -> [String] {
        var opened: Set<String> = []
        var openings: [String] = []
        var transfers: [String] = []
        for transaction in transactions {
            let account = "account:\(transaction.account)"
            let other = BankStatement.otherAccount(transaction)
            for (id, kind) in [(account, "liability"), other] where opened.insert(id).inserted {
                openings.append(
                    #"{"type":"open_account","id":"\#(id)","currency":"CZK","kind":"\#(kind)","allows_overdraft":true}"#
                )
            }
            let (debit, credit) = transaction.isIncoming ? (other.id, account) : (account, other.id)
            transfers.append(
                #"{"type":"transfer","debit":"\#(debit)","credit":"\#(credit)","amount":\#(transaction.amount),"currency":"CZK","#
                    + #""reference":"\#(transaction.id)","idempotency_key":"berka-\#(transaction.id)"}"#)
        }
        return openings + transfers
    }

    private static func otherAccount(_ transaction: BankTransaction) -> (id: String, kind: String) {
        switch (transaction.operation, transaction.symbol) {
        case (_, "SLUZBY"): ("fees:service", "income")
        case (_, "SANKC. UROK"): ("fees:penalty-interest", "income")
        case ("", _): ("interest:paid", "expense")
        case ("VKLAD", _), ("VYBER", _): ("rail:cash", "asset")
        case ("VYBER KARTOU", _): ("rail:card", "asset")
        default: ("rail:bank:\(transaction.partnerBank)", "asset")
        }
    }
}
