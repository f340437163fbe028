import PaymentCore

/// The rules once more, written to be obviously right and nothing else: dictionaries, 128-bit integers, no sharing with the code under test.
///
/// It knows accounts by name, and computes every balance anew from the list of all movements.
struct ReferenceLedger {
    struct AccountEntry: Equatable {
        var currency: String
        var isDebitNormal: Bool
        var kind: String
        var overdraft: Bool
    }

    /// One movement for good.
    struct Movement: Equatable {
        var debit: String
        var credit: String
        var amount: Int128
    }

    struct Hold: Equatable {
        var movement: Movement
        var posted: Int128 = 0
        var end: Int64?
        var left: Int128 { movement.amount - posted }
    }

    struct PaymentEntry: Equatable {
        var movement: Movement
        var captured: Int128 = 0
        var refunded: Int128 = 0
        var held: Int128 = 0
        var end: Int64
        var ending: String?
        var created: Int64
        var updated: Int64
    }

    static let limit: Int128 = (1 << 53) - 1

    var accounts: [String: AccountEntry] = [:]
    var movements: [Movement] = []
    var holds: [UInt64: Hold] = [:]
    var payments: [PaymentID: PaymentEntry] = [:]
    /// How many events there have been.
    var position: UInt64 = 0

    /// Everything that was ever put on one side of an account, for good and pending.
    func sum(_ account: String, debit: Bool) -> (posted: Int128, pending: Int128) {
        func side(_ movement: Movement) -> String { debit ? movement.debit : movement.credit }
        let posted = movements.filter { side($0) == account }.map(\.amount).reduce(0, +)
        let holds = holds.values.filter { side($0.movement) == account }.map(\.left).reduce(0, +)
        let payments = payments.values.filter { side($0.movement) == account }.map(\.held).reduce(0, +)
        return (posted, holds + payments)
    }

    /// Posted, pending in and pending out, on the normal side.
    func balance(_ account: String) -> [Int128] {
        let (debit, credit) = (sum(account, debit: true), sum(account, debit: false))
        guard let entry = accounts[account] else { return [] }
        if entry.isDebitNormal { return [debit.posted - credit.posted, debit.pending, credit.pending] }
        return [credit.posted - debit.posted, credit.pending, debit.pending]
    }

    /// Why a movement cannot be; `nil` if it can.
    func obstacle(_ movement: Movement, _ currency: String) -> String? {
        guard let debit = accounts[movement.debit], let credit = accounts[movement.credit] else {
            return movement.debit == movement.credit ? "same_account" : "account_not_found"
        }
        if movement.debit == movement.credit { return "same_account" }
        if debit.currency != currency || credit.currency != currency { return "currency_mismatch" }
        return nil
    }

    /// Why an account cannot bear a movement; `nil` if it can.
    func shortage(_ movement: Movement, isHeld: Bool = false) -> String? {
        for (name, isDebit) in [(movement.debit, true), (movement.credit, false)] {
            guard let account = accounts[name] else { continue }
            let balance = balance(name)
            let leaves = account.isDebitNormal != isDebit
            if leaves, !account.overdraft, balance[0] - balance[2] < movement.amount { return "insufficient_funds" }
        }
        for (name, isDebit) in [(movement.debit, true), (movement.credit, false)] {
            let here = sum(name, debit: isDebit)
            let there = sum(name, debit: !isDebit)
            let isOver = here.posted + here.pending + movement.amount - there.posted > Self.limit
            if isOver || isHeld && here.pending + movement.amount > Self.limit { return "balance_out_of_range" }
        }
        return nil
    }

    func invalid(_ amount: Int128) -> String? {
        if amount < 1 { return "amount_not_positive" }
        return amount > Self.limit ? "amount_too_large" : nil
    }
}
