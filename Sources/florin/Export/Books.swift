import PaymentCore
import PaymentHTTP

/// The books for a plain-text accounting program: a transaction for every posting that moves money.
///
/// Debits are positive, credits negative. What is only held or given back moves nothing and is left out. At the end of each day stands
/// what every account holds on which something was posted that day, and at the end of the file what every account holds: the program
/// compares that with the sums of its own. A day is a day in UTC.
struct Books<Dialect: BookDialect>: ExportWriter {
    /// The years that every such program can read, with one left for the day behind the last.
    private let years: ClosedRange<Int64> = 1...9998

    private let dialect: Dialect
    /// The day of the last event.
    private var date: CivilDate?
    /// The accounts on which something was posted since the day began.
    private var touched: [Currency: Set<AccountID>] = [:]
    private var declared: Set<Currency> = []

    init(dialect: Dialect) {
        self.dialect = dialect
    }

    func begin(_ output: inout ExportOutput) throws {
        try output.write(dialect.header)
    }

    mutating func willApply(_ event: ReplayedEvent, to state: State, _ output: inout ExportOutput) throws {
        let day = event.time.date
        guard years.contains(day.year) else {
            throw CommandFailure("The event of position \(event.position.value) is of the year \(day.year)")
        }
        // A day never follows a later one, even where a clock went back: the balances at the end of a day would be wrong.
        guard day.daysSinceEpoch > date?.daysSinceEpoch ?? .min else { return }
        if let date {
            for (currency, ids) in touched.sorted(by: { $0.key.packed < $1.key.packed }) {
                try output.write(dialect.beginBalances(currency, at: date))
                for id in ids.sorted(by: { $0.description < $1.description }) {
                    guard let account = state.account(id) else { continue }
                    try output.write(dialect.balance(account, at: date))
                }
            }
            touched.removeAll(keepingCapacity: true)
        }
        date = day
    }

    mutating func write(_ event: ExportedEvent, in state: State, _ output: inout ExportOutput) throws {
        guard let date else { return }
        if case .account(let account) = event.named.subject {
            if declared.insert(account.currency).inserted { try output.write(dialect.declare(account.currency)) }
            try output.write(dialect.open(account, on: date))
        } else if let posting = event.named.posting, event.named.event.effect?.moves == true,
            let debit = state.account(posting.debit), let credit = state.account(posting.credit)
        {
            let movement = Movement(date: date, event: event, debit: debit, credit: credit, amount: posting.amount)
            try output.write(dialect.transaction(movement))
            touched[posting.amount.currency, default: []].formUnion([posting.debit, posting.credit])
        }
    }

    func end(in state: State, _ output: inout ExportOutput) throws {
        guard let date else { return }
        var numbers: [Currency: [AccountNumber]] = [:]
        for value in 0..<state.accountCount {
            let number = AccountNumber(UInt32(truncatingIfNeeded: value))
            if let account = state.account(number) { numbers[account.currency, default: []].append(number) }
        }
        for (currency, numbers) in numbers.sorted(by: { $0.key.packed < $1.key.packed }) {
            try output.write(dialect.beginBalances(currency, at: date))
            for number in numbers {
                guard let account = state.account(number) else { continue }
                try output.write(dialect.balance(account, at: date))
            }
        }
    }
}
