import JournalFile
import PaymentCore

/// Picks the events of one payment or transfer out of a replay.
struct StoryCollector: ReplayVisitor {
    private let wanted: ExplainedID
    /// The payment's number, once it was requested.
    private var number: PaymentNumber?
    private var transfer: ExplainedTransfer?
    /// The accounts concerned, once they are known.
    private var accounts: [AccountNumber] = []
    /// What they held before the event that is being applied.
    private var before: [Account] = []
    private var isConcerned = false
    private var steps: [StoryStep] = []

    private init(_ wanted: ExplainedID) {
        self.wanted = wanted
    }

    /// Tells the life of a payment or a transfer.
    /// - Parameters:
    ///   - wanted: its id
    ///   - disk: the data folder
    /// - Returns: `nil` where the journal knows none
    /// - Throws: ``JournalFault``
    static func story(of wanted: ExplainedID, from disk: some Disk) throws -> (story: Story?, position: Position) {
        var replay = JournalReplay(visitor: StoryCollector(wanted))
        try replay.run(on: disk)
        let (state, collected) = (replay.state, replay.visitor)
        let subject: Story.Subject? =
            switch wanted {
            case .payment(let id): state.payment(id).map { .payment($0) }
            case .transfer: collected.transfer.map { .transfer($0) }
            }
        let story = subject.map { Story(subject: $0, steps: collected.steps, position: state.position) }
        return (story, state.position)
    }

    mutating func willApply(_ event: ReplayedEvent, to state: State) {
        isConcerned = concerns(event)
        guard isConcerned else { return }
        if accounts.isEmpty {
            if case .paymentRequested(let request) = event.event {
                number = request.number
                accounts = [request.payer, request.payee]
            } else if let posting = event.event.posting {
                accounts = [posting.debit, posting.credit]
            }
        }
        before = accounts.compactMap { state.account($0) }
    }

    mutating func didApply(_ event: ReplayedEvent, to state: State) {
        guard isConcerned,
            let named = NamedEvent(event.event, position: event.position, time: event.time, in: state)
        else { return }
        if case .transfer = wanted {
            if transfer == nil { transfer = ExplainedTransfer(named) } else { transfer?.take(named) }
        }
        let balances = zip(before, accounts.compactMap { state.account($0) }).map { before, after in
            BalanceChange(
                account: after.id, currency: after.currency, before: before.balance, after: after.balance)
        }
        let progress = progress(in: state)
        steps.append(
            StoryStep(
                named: named, cause: Cause(of: event), balances: balances, moved: progress.moved,
                refunded: progress.refunded, held: progress.held))
    }

    private func concerns(_ event: ReplayedEvent) -> Bool {
        switch (wanted, event.event.subject(at: event.position)) {
        case (.transfer(let id), .transfer(let subject)): id == subject
        case (.payment(let id), .payment(let subject)):
            if case .paymentRequested(let request) = event.event { request.id == id } else { subject == number }
        default: false
        }
    }

    private func progress(in state: State) -> (moved: Int64, refunded: Int64, held: Int64) {
        if let transfer {
            let held = state.pendingTransfer(transfer.id).map { $0.amount - $0.posted }
            return (transfer.posted, 0, held ?? 0)
        }
        guard let number, let payment = state.payment(number) else { return (0, 0, 0) }
        let isHeld = payment.status == .authorized || payment.status == .partiallyCaptured
        return (payment.captured, payment.refunded, isHeld ? payment.amount.minorUnits - payment.captured : 0)
    }
}
