public import PaymentCore

extension ViewReader {
    /// Gives events the ids of the accounts and payments that they name by number.
    ///
    /// Events of payments and postings look their names up; each is looked up once for a call. Give some hundreds at once.
    /// - Parameter events: events with their places and times
    /// - Returns: the same events in the same order
    /// - Throws: ``ViewFault``: `.behind` where the views have not taken in one of them yet
    public func name(_ events: [(Event, Position, Timestamp)]) async throws -> Viewed<[NamedEvent]> {
        try await read { session in
            var names = NameLookup(session)
            return try events.map { try names.name($0.0, $0.1, $0.2) }
        }
    }
}

/// The names of accounts and payments for one call.
private struct NameLookup {
    private let session: ReadSession
    private var payments: [UInt32: NamedPayment] = [:]
    private var currencies: [UInt32: Currency] = [:]

    init(_ session: ReadSession) {
        self.session = session
    }

    mutating func name(_ event: Event, _ position: Position, _ time: Timestamp) throws -> NamedEvent {
        guard position <= session.position else {
            throw ViewFault(.behind, "The views have not come to position \(position.value) yet.")
        }
        let subject: NamedEvent.Subject =
            switch event.subject(at: position) {
            case .account(let account): .account(account)
            case .transfer(let id): .transfer(id)
            case .payment(let number): .payment(try payment(number))
            }
        return NamedEvent(
            position: position, time: time, event: event, subject: subject,
            posting: try event.posting.map { try name($0) })
    }

    private mutating func name(_ posting: Posting) throws -> NamedPosting {
        NamedPosting(
            debit: try session.accountID(posting.debit), credit: try session.accountID(posting.credit),
            amount: Money(posting.amount, try currency(posting.debit)))
    }

    private mutating func currency(_ number: AccountNumber) throws -> Currency {
        if let currency = currencies[number.value] { return currency }
        guard let currency = try session.currency(number) else { throw ViewFault.row("accounts") }
        currencies[number.value] = currency
        return currency
    }

    private mutating func payment(_ number: PaymentNumber) throws -> NamedPayment {
        if let payment = payments[number.value] { return payment }
        guard let row = try session.paymentRow(Int64(number.value) + 1) else { throw ViewFault.row("payments") }
        let payment = NamedPayment(try session.payment(row))
        payments[number.value] = payment
        return payment
    }
}
