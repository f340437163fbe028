/// A line of the bank's file.
public struct BankTransaction: Sendable, Hashable {
    /// The bank's number of the transaction.
    public var id: String

    /// The bank's number of the account.
    public var account: String

    /// Whether money came in.
    public var isIncoming: Bool

    /// `VKLAD`, `PREVOD Z UCTU`, `VYBER`, `PREVOD NA UCET`, `VYBER KARTOU`, or empty for the bank's own interest.
    public var operation: String

    /// What the payment was for, such as `SLUZBY`, a fee.
    public var symbol: String

    /// The amount in hellers, a hundredth of a koruna.
    public var amount: Int64

    /// The partner's bank, two letters; empty where there is none.
    public var partnerBank: String

    /// Reads a line.
    /// - Parameter line: ten fields with semicolons between them, texts in quotation marks, amounts with two decimals
    /// - Returns: nothing where it is none
    public static func parse(_ line: Substring) -> BankTransaction? {
        let fields = line.split(separator: ";", omittingEmptySubsequences: false).map { field in
            field.filter { $0 != "\"" && $0 != "\r" }
        }
        guard fields.count == 10, let amount = hellers(fields[5]), ["PRIJEM", "VYDAJ", "VYBER"].contains(fields[3])
        else { return nil }
        return BankTransaction(
            id: fields[0], account: fields[1], isIncoming: fields[3] == "PRIJEM", operation: fields[4],
            symbol: fields[7].trimmingSpaces, amount: amount, partnerBank: fields[8])
    }

    /// Exact: the digits are read as they stand, never as a binary fraction.
    private static func hellers(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].count == 2, let crowns = Int64(parts[0]), let hellers = Int64(parts[1]) else {
            return nil
        }
        return crowns * 100 + hellers
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
