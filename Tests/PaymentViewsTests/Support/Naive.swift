import JournalTestSupport
import PaymentCore
import PaymentViews

/// The answers that the views should give, found slowly and obviously in a history.
struct Naive {
    let history: History

    var payments: [Payment] {
        history.payments.compactMap { history.state.payment($0) }
    }

    /// The numbers of the payments that a filter lets through, the newest first.
    func numbers(_ filter: PaymentFilter) -> [UInt32] {
        payments.enumerated().filter { Naive.matches($1, filter) }.map { UInt32($0.offset) }.reversed()
    }

    static func matches(_ payment: Payment, _ filter: PaymentFilter) -> Bool {
        func begins(_ id: AccountID) -> Bool {
            filter.accounts?.contains(id) ?? true
        }
        return (filter.status.map { $0 == payment.status } ?? true)
            && (filter.order.map { Array($0.utf8) == payment.text.order.map { Array($0.utf8) } } ?? true)
            && (filter.payer.map { $0 == payment.payer } ?? true)
            && (filter.payee.map { $0 == payment.payee } ?? true)
            && (filter.currency.map { $0 == payment.amount.currency } ?? true)
            && (filter.method.map { $0 == payment.method } ?? true)
            && (filter.createdFrom.map { payment.createdAt >= $0 } ?? true)
            && (filter.createdBefore.map { payment.createdAt < $0 } ?? true)
            && begins(payment.payer) && begins(payment.payee)
    }

    /// The statement of an account, the newest first.
    func entries(_ number: Int) -> [AccountEntry] {
        let id = history.accounts[number]
        guard let currency = history.state.account(id)?.currency else { return [] }
        return history.moments.reversed().compactMap { moment in
            guard let posting = moment.event.posting, let effect = moment.event.effect else { return nil }
            let (debit, credit) = (Int(posting.debit.value), Int(posting.credit.value))
            guard debit == number || credit == number else { return nil }
            let cause: AccountEntry.Cause
            switch moment.event.subject(at: moment.position) {
            case .transfer(let transfer): cause = .transfer(transfer)
            case .payment(let payment): cause = .payment(history.payments[Int(payment.value)])
            case .account: return nil
            }
            return Naive.entry(
                moment, effect, debit == number ? .debit : .credit, Money(posting.amount, currency),
                history.accounts[debit == number ? credit : debit], cause, moment.balances[number])
        }
    }

    private static func entry(
        _ moment: History.Moment, _ effect: PostingEffect, _ side: Side, _ amount: Money, _ counterparty: AccountID,
        _ cause: AccountEntry.Cause, _ balance: Balance
    ) -> AccountEntry {
        var reference: String?
        if case .transferPosted(let event) = moment.event { reference = event.reference }
        if case .transferHeld(let event) = moment.event { reference = event.reference }
        return AccountEntry(
            position: moment.position, time: moment.time, name: EventName(moment.event), effect: effect, side: side,
            amount: amount, counterparty: counterparty, cause: cause, reference: reference, balance: balance)
    }

    /// The positions of the events about a payment.
    func positions(ofPayment number: UInt32) -> [Position] {
        history.moments.filter { $0.event.subject(at: $0.position) == .payment(PaymentNumber(number)) }.map(\.position)
    }

    func positions(ofTransfer id: TransferID) -> [Position] {
        history.moments.filter { $0.event.subject(at: $0.position) == .transfer(id) }.map(\.position)
    }

    /// The positions of every event that names an account, the oldest first.
    func positions(ofAccount id: AccountID) -> [Position] {
        history.moments.filter { moment in
            NamedEvent(moment.event, position: moment.position, time: moment.time, in: history.state)?
                .accounts.contains(id) ?? false
        }.map(\.position)
    }
}
