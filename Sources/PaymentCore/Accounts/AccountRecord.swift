/// An account as the state keeps it: 40 bytes, no references.
struct AccountRecord: Sendable, Hashable {
    var debitsPosted: Int64 = 0
    var creditsPosted: Int64 = 0
    var debitsPending: Int64 = 0
    var creditsPending: Int64 = 0
    let currency: Currency
    let kind: AccountKind
    let allowsOverdraft: Bool

    init(currency: Currency, kind: AccountKind, allowsOverdraft: Bool) {
        self.currency = currency
        self.kind = kind
        self.allowsOverdraft = allowsOverdraft
    }

    /// The most that any counter may reach, so that differences of counters never overflow.
    static let maximumCounter: Int64 = 1 << 61

    var balance: Balance {
        switch kind.normalSide {
        case .debit:
            Balance(posted: debitsPosted - creditsPosted, pendingIn: debitsPending, pendingOut: creditsPending)
        case .credit:
            Balance(posted: creditsPosted - debitsPosted, pendingIn: creditsPending, pendingOut: debitsPending)
        }
    }

    /// Whether `amount` may leave the account on `side`: a debit of a wallet, a credit of a bank account of ours.
    func covers(_ amount: Int64, on side: Side) -> Bool {
        allowsOverdraft || kind.normalSide == side || balance.available >= amount
    }

    /// Whether the account stays in range when `amount` is added on `side` and everything pending there is posted; and, if it is only
    /// held, what is pending too.
    func hasRoom(for amount: Int64, on side: Side, isHeld: Bool) -> Bool {
        let (posted, pending, other) =
            side == .debit
            ? (debitsPosted, debitsPending, creditsPosted) : (creditsPosted, creditsPending, debitsPosted)
        let (first, firstOverflow) = posted.addingReportingOverflow(pending)
        let (total, secondOverflow) = first.addingReportingOverflow(amount)
        guard !firstOverflow, !secondOverflow, total <= AccountRecord.maximumCounter else { return false }
        // No overflow: what is pending is no more than what the sum above has been checked for.
        if isHeld, pending + amount > Money.maximumMinorUnits { return false }
        return total - other <= Money.maximumMinorUnits
    }

    /// Adds `amount` to what was posted on `side`.
    mutating func post(_ amount: Int64, on side: Side) throws(StateFault) {
        switch side {
        case .debit: try AccountRecord.add(amount, to: &debitsPosted)
        case .credit: try AccountRecord.add(amount, to: &creditsPosted)
        }
    }

    /// Adds `amount`, which is negative where a hold ends, to what is pending on `side`.
    mutating func hold(_ amount: Int64, on side: Side) throws(StateFault) {
        switch side {
        case .debit: try AccountRecord.add(amount, to: &debitsPending)
        case .credit: try AccountRecord.add(amount, to: &creditsPending)
        }
    }

    private static func add(_ amount: Int64, to counter: inout Int64) throws(StateFault) {
        let (sum, overflow) = counter.addingReportingOverflow(amount)
        guard !overflow, sum >= 0, sum <= maximumCounter else { throw StateFault.counterOutOfRange }
        counter = sum
    }
}
