extension State {
    /// Looks a payment up.
    /// - Parameter id: its name
    /// - Returns: `nil` where there is none
    public func payment(_ id: PaymentID) -> Payment? {
        paymentNumber(id).flatMap(payment)
    }

    /// Looks a payment up.
    /// - Parameter number: its number in the journal
    /// - Returns: `nil` where there is none
    public func payment(_ number: PaymentNumber) -> Payment? {
        guard Int(number.value) < payments.count else { return nil }
        let record = payments[Int(number.value)]
        return Payment(
            id: record.id, status: record.status, amount: Money(record.amount, record.currency),
            captured: record.captured,
            refunded: record.refunded, method: record.method, capture: record.capture,
            payer: accountIDs[Int(record.payer.value)], payee: accountIDs[Int(record.payee.value)],
            text: PaymentText(stored: texts[record.text]), declineCode: record.declineCode, createdAt: record.createdAt,
            updatedAt: record.updatedAt, expiresAt: record.expiresAt)
    }

    /// Finds a payment's number.
    /// - Parameter id: its name
    /// - Returns: `nil` where there is no such payment
    public func paymentNumber(_ id: PaymentID) -> PaymentNumber? {
        paymentIndex.find(hash: keyHash(id.low)) { payments[Int($0)].id == id }.map(PaymentNumber.init)
    }

    /// Looks a pending transfer up.
    /// - Parameter id: its name
    /// - Returns: its amount and how much of it has been posted; `nil` where it is not pending any more
    public func pendingTransfer(_ id: TransferID) -> (amount: Int64, posted: Int64)? {
        holds[id].map { ($0.amount, $0.posted) }
    }

    mutating func indexLastPayment() {
        let number = payments.count - 1
        paymentIndex.insert(UInt32(truncatingIfNeeded: number), hash: keyHash(payments[number].id.low)) {
            keyHash(payments[Int($0)].id.low)
        }
    }

    /// The sums over all accounts of one currency.
    public struct Totals: Sendable, Hashable {
        /// Everything that was ever debited.
        public var debitsPosted: Int128 = 0

        /// Everything that was ever credited.
        public var creditsPosted: Int128 = 0

        /// What is pending on the debit side.
        public var debitsPending: Int128 = 0

        /// What is pending on the credit side.
        public var creditsPending: Int128 = 0

        /// Whether money was neither made nor lost.
        public var isBalanced: Bool {
            debitsPosted == creditsPosted && debitsPending == creditsPending
        }
    }

    /// Adds up all accounts, per currency.
    ///
    /// Takes time in proportion to the accounts.
    public func totals() -> [Currency: Totals] {
        var totals: [Currency: Totals] = [:]
        for number in accounts.indices {
            let account = accounts[number]
            totals[account.currency, default: Totals()].debitsPosted += Int128(account.debitsPosted)
            totals[account.currency, default: Totals()].creditsPosted += Int128(account.creditsPosted)
            totals[account.currency, default: Totals()].debitsPending += Int128(account.debitsPending)
            totals[account.currency, default: Totals()].creditsPending += Int128(account.creditsPending)
        }
        return totals
    }
}
