import PaymentCore

/// Where an order stands, as its payments tell, over all of them and all currencies.
///
/// Nothing captured yet:
///
/// | payments | status |
/// |---|---|
/// | at least one is requested or authorized | ``pending`` |
/// | all were declined | ``failed`` |
/// | at least one was cancelled and none expired | ``cancelled`` |
/// | otherwise | ``unpaid`` |
///
/// Something captured:
///
/// | payments | status |
/// |---|---|
/// | none is open, and in every currency all that was captured was refunded | ``refunded`` |
/// | something was refunded | ``partiallyRefunded`` |
/// | something is still held, or one ended with a part captured | ``partiallyPaid`` |
/// | otherwise | ``paid`` |
public enum OrderStatus: String, Sendable, Hashable, CaseIterable {
    /// A payment is under way.
    case pending
    /// Every payment was declined.
    case failed
    /// Given up before anything was captured.
    case cancelled
    /// Nothing was captured, and nothing is under way.
    case unpaid
    /// Some of it was captured.
    case partiallyPaid = "partially_paid"
    /// Captured.
    case paid
    /// Some of what was captured was refunded.
    case partiallyRefunded = "partially_refunded"
    /// All that was captured was refunded.
    case refunded

    /// The status in snake_case, as in JSON.
    public var name: String { rawValue }

    /// Derives the status.
    /// - Parameter counters: what the payments add up to, in each currency
    init(_ counters: [OrderCounters]) {
        let isOpen = counters.contains { $0.open > 0 }
        guard counters.contains(where: { $0.captured > 0 }) else {
            self = OrderStatus.withoutCapture(counters, isOpen: isOpen)
            return
        }
        if !isOpen, counters.allSatisfy({ $0.refunded == $0.captured }) {
            self = .refunded
        } else if counters.contains(where: { $0.refunded > 0 }) {
            self = .partiallyRefunded
        } else if counters.contains(where: { $0.held > 0 || $0.short > 0 }) {
            self = .partiallyPaid
        } else {
            self = .paid
        }
    }

    private static func withoutCapture(_ counters: [OrderCounters], isOpen: Bool) -> OrderStatus {
        if isOpen { return .pending }
        if counters.allSatisfy({ $0.declined == $0.payments }) { return .failed }
        let isCancelled = counters.contains { $0.cancelled > 0 } && counters.allSatisfy { $0.expired == 0 }
        return isCancelled ? .cancelled : .unpaid
    }
}
