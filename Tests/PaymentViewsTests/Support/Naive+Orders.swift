import PaymentCore
import PaymentViews

extension Naive {
    /// The order with a reference, from all its payments.
    func order(_ reference: String) -> Order? {
        let all = payments.filter { $0.text.order.map { Array($0.utf8) } == Array(reference.utf8) }
        if all.isEmpty { return nil }
        let currencies = Set(all.map(\.amount.currency)).sorted { $0.packed < $1.packed }
        let amounts = currencies.map { currency in
            let some = all.filter { $0.amount.currency == currency }
            return Order.Amounts(
                currency: currency, requested: some.reduce(0) { $0 + $1.amount.minorUnits },
                held: some.reduce(0) { $0 + Naive.held($1) }, captured: some.reduce(0) { $0 + $1.captured },
                refunded: some.reduce(0) { $0 + $1.refunded }, paymentCount: Int64(some.count))
        }
        return Order(
            reference: reference, status: Naive.status(all, amounts), amounts: amounts,
            payments: Array(all.reversed().prefix(100)), hasMore: all.count > 100)
    }

    private static func held(_ payment: Payment) -> Int64 {
        isOpen(payment) ? payment.amount.minorUnits - payment.captured : 0
    }

    private static func isOpen(_ payment: Payment) -> Bool {
        [.requested, .authorized, .partiallyCaptured].contains(payment.status)
    }

    private static func status(_ payments: [Payment], _ amounts: [Order.Amounts]) -> OrderStatus {
        let isOpen = payments.contains(where: isOpen)
        if payments.allSatisfy({ $0.captured == 0 }) {
            if isOpen { return .pending }
            if payments.allSatisfy({ $0.status == .declined }) { return .failed }
            let isExpired = payments.contains { $0.status == .expired }
            return payments.contains { $0.status == .cancelled } && !isExpired ? .cancelled : .unpaid
        }
        if !isOpen, amounts.allSatisfy({ $0.captured == $0.refunded }) { return .refunded }
        if payments.contains(where: { $0.refunded > 0 }) { return .partiallyRefunded }
        let isShort = payments.contains { payment in
            !Naive.isOpen(payment) && payment.captured > 0 && payment.captured < payment.amount.minorUnits
        }
        return isShort || payments.contains { held($0) > 0 } ? .partiallyPaid : .paid
    }
}
