import PaymentCore

/// What the payments of an order add up to, in one currency.
struct OrderCounters: Sendable, Hashable {
    /// How many payments name the order.
    var payments: Int64 = 0
    /// How many of them are requested or authorized.
    var open: Int64 = 0
    var declined: Int64 = 0
    /// How many were cancelled before anything was captured.
    var cancelled: Int64 = 0
    /// How many expired before anything was captured.
    var expired: Int64 = 0
    /// How many ended with a part of the amount captured.
    var short: Int64 = 0
    /// Sums in minor units, which stay at the largest number where they would exceed it.
    var requested: Int64 = 0
    var held: Int64 = 0
    var captured: Int64 = 0
    var refunded: Int64 = 0

    init() {}

    /// What one payment contributes.
    init(_ payment: PaymentRow) {
        let isOpen = payment.phase == .requested || payment.phase == .authorized
        payments = 1
        open = isOpen ? 1 : 0
        declined = payment.phase == .declined ? 1 : 0
        cancelled = payment.phase == .cancelled && payment.captured == 0 ? 1 : 0
        expired = payment.phase == .expired && payment.captured == 0 ? 1 : 0
        short = !isOpen && payment.captured > 0 && payment.captured < payment.amount ? 1 : 0
        requested = payment.amount
        held = payment.phase == .authorized ? payment.amount - payment.captured : 0
        captured = payment.captured
        refunded = payment.refunded
    }

    /// What one payment contributes, as callers see it.
    init(_ payment: Payment) {
        let amount = payment.amount.minorUnits
        let isOpen = [.requested, .authorized, .partiallyCaptured].contains(payment.status)
        payments = 1
        open = isOpen ? 1 : 0
        declined = payment.status == .declined ? 1 : 0
        cancelled = payment.status == .cancelled ? 1 : 0
        expired = payment.status == .expired ? 1 : 0
        short = !isOpen && payment.captured > 0 && payment.captured < amount ? 1 : 0
        requested = amount
        held = payment.status == .requested || !isOpen ? 0 : amount - payment.captured
        captured = payment.captured
        refunded = payment.refunded
    }

    /// Takes in how the contribution of a payment has changed; from nothing, for a new one.
    mutating func change(from old: OrderCounters, to new: OrderCounters) {
        OrderCounters.change(&payments, old.payments, new.payments)
        OrderCounters.change(&open, old.open, new.open)
        OrderCounters.change(&declined, old.declined, new.declined)
        OrderCounters.change(&cancelled, old.cancelled, new.cancelled)
        OrderCounters.change(&expired, old.expired, new.expired)
        OrderCounters.change(&short, old.short, new.short)
        OrderCounters.change(&requested, old.requested, new.requested)
        OrderCounters.change(&held, old.held, new.held)
        OrderCounters.change(&captured, old.captured, new.captured)
        OrderCounters.change(&refunded, old.refunded, new.refunded)
    }

    @inline(__always)
    private static func change(_ counter: inout Int64, _ old: Int64, _ new: Int64) {
        let (sum, overflow) = counter.addingReportingOverflow(new - old)
        counter = overflow ? .max : sum
    }
}
