extension State {
    /// How many accounts there are.
    public var accountCount: Int { accounts.count }

    /// Looks an account up.
    /// - Parameter id: the client's name for it
    /// - Returns: `nil` where there is none
    public func account(_ id: AccountID) -> Account? {
        guard let number = accountNumbers[id] else { return nil }
        return account(number)
    }

    /// Looks an account up.
    /// - Parameter number: its number in the journal
    /// - Returns: `nil` where there is none
    public func account(_ number: AccountNumber) -> Account? {
        guard let record = record(number) else { return nil }
        return Account(
            id: accountIDs[Int(number.value)], currency: record.currency, kind: record.kind,
            allowsOverdraft: record.allowsOverdraft, balance: record.balance)
    }

    func decide(_ request: OpenAccount, into events: inout [Event]) throws(Rejection) {
        if let existing = account(request.id) {
            let isSame =
                existing.currency == request.currency && existing.kind == request.kind
                && existing.allowsOverdraft == request.allowsOverdraft
            if isSame { return }
            throw .accountExists
        }
        let number = AccountNumber(UInt32(truncatingIfNeeded: accounts.count))
        events.append(
            .accountOpened(
                AccountOpened(
                    number: number, id: request.id, currency: request.currency, kind: request.kind,
                    allowsOverdraft: request.allowsOverdraft)))
    }

    mutating func apply(_ event: AccountOpened) throws(StateFault) {
        guard Int(event.number.value) == accounts.count, accountNumbers[event.id] == nil else { throw .outOfOrder }
        accounts.append(
            AccountRecord(currency: event.currency, kind: event.kind, allowsOverdraft: event.allowsOverdraft))
        accountIDs.append(event.id)
        accountNumbers[event.id] = event.number
        undoLog?.record(.accountOpened)
    }

    func record(_ number: AccountNumber) -> AccountRecord? {
        Int(number.value) < accounts.count ? accounts[Int(number.value)] : nil
    }

    /// Checks that `amount` can go from the account that is debited to the one that is credited, now or, if it is only held, later.
    func check(_ posting: Posting, in currency: Currency, isHeld: Bool = false) throws(Rejection) {
        let debit = accounts[Int(posting.debit.value)]
        let credit = accounts[Int(posting.credit.value)]
        guard debit.currency == currency, credit.currency == currency else { throw .currencyMismatch }
        guard debit.covers(posting.amount, on: .debit), credit.covers(posting.amount, on: .credit) else {
            throw .insufficientFunds
        }
        guard debit.hasRoom(for: posting.amount, on: .debit, isHeld: isHeld),
            credit.hasRoom(for: posting.amount, on: .credit, isHeld: isHeld)
        else { throw .balanceOutOfRange }
    }

    /// Finds the numbers of two different accounts.
    func numbers(_ debit: AccountID, _ credit: AccountID) throws(Rejection) -> (
        debit: AccountNumber, credit: AccountNumber
    ) {
        guard let debitNumber = accountNumbers[debit], let creditNumber = accountNumbers[credit] else {
            throw debit == credit ? .sameAccount : .accountNotFound
        }
        guard debitNumber != creditNumber else { throw .sameAccount }
        return (debitNumber, creditNumber)
    }

    mutating func post(_ posting: Posting) throws(StateFault) {
        try touch(posting)
        try accounts[Int(posting.debit.value)].post(posting.amount, on: .debit)
        try accounts[Int(posting.credit.value)].post(posting.amount, on: .credit)
    }

    mutating func hold(_ posting: Posting) throws(StateFault) {
        try touch(posting)
        try accounts[Int(posting.debit.value)].hold(posting.amount, on: .debit)
        try accounts[Int(posting.credit.value)].hold(posting.amount, on: .credit)
    }

    mutating func release(_ posting: Posting) throws(StateFault) {
        try hold(posting.of(0 - posting.amount))
    }

    private mutating func touch(_ posting: Posting) throws(StateFault) {
        let (debit, credit) = (Int(posting.debit.value), Int(posting.credit.value))
        guard debit < accounts.count, credit < accounts.count else { throw .unknownAccount }
        if undoLog != nil {
            undoLog?.record(.account(debit, accounts[debit]))
            undoLog?.record(.account(credit, accounts[credit]))
        }
    }
}
