/// An event as clients see it: with the ids of accounts and payments instead of their numbers.
public struct NamedEvent: Sendable, Hashable {
    /// What an event is about.
    public enum Subject: Sendable, Hashable {
        /// An account that was opened.
        case account(AccountOpened)
        /// A transfer.
        case transfer(TransferID)
        /// A payment, with what never changes of it.
        case payment(NamedPayment)
    }

    /// Its place in the journal.
    public var position: Position

    /// When it was decided.
    public var time: Timestamp

    /// The event itself.
    public var event: Event

    /// What it is about.
    public var subject: Subject

    /// The ids of the accounts that its posting debits and credits, and their currency; `nil` where it has no posting.
    public var posting: NamedPosting?

    /// Creates an event with names.
    /// - Parameters:
    ///   - position: its place in the journal
    ///   - time: when it was decided
    ///   - event: the event itself
    ///   - subject: what it is about
    ///   - posting: its posting with names
    public init(position: Position, time: Timestamp, event: Event, subject: Subject, posting: NamedPosting?) {
        self.position = position
        self.time = time
        self.event = event
        self.subject = subject
        self.posting = posting
    }

    /// Its name.
    public var name: EventName { EventName(event) }

    /// What orders it among others: events of one key are in order everywhere.
    ///
    /// The id of the account, transfer or payment that it is about.
    public var key: String {
        switch subject {
        case .account(let account): account.id.description
        case .transfer(let id): id.description
        case .payment(let payment): payment.id.description
        }
    }

    /// The accounts that it concerns.
    public var accounts: [AccountID] {
        switch subject {
        case .account(let account): [account.id]
        case .payment(let payment): [payment.payer, payment.payee]
        case .transfer: posting.map { [$0.debit, $0.credit] } ?? []
        }
    }
}

extension NamedEvent {
    /// Gives an event the names that a state knows.
    ///
    /// `nil` comes of an event that the state has not taken in.
    /// - Parameters:
    ///   - event: an event
    ///   - position: its place in the journal
    ///   - time: when it was decided
    ///   - state: a state that has taken it in
    public init?(_ event: Event, position: Position, time: Timestamp, in state: State) {
        var posting: NamedPosting?
        if let numbers = event.posting {
            guard let debit = state.account(numbers.debit), let credit = state.account(numbers.credit) else {
                return nil
            }
            posting = NamedPosting(debit: debit.id, credit: credit.id, amount: Money(numbers.amount, debit.currency))
        }
        let subject: Subject
        switch event.subject(at: position) {
        case .account(let account): subject = .account(account)
        case .transfer(let id): subject = .transfer(id)
        case .payment(let number):
            guard let payment = state.payment(number) else { return nil }
            subject = .payment(NamedPayment(payment))
        }
        self.init(position: position, time: time, event: event, subject: subject, posting: posting)
    }
}
