public import PaymentCore

/// An order: what all payments that name its reference add up to.
public struct Order: Sendable, Hashable {
    /// What the payments add up to in one currency.
    public struct Amounts: Sendable, Hashable {
        /// The currency.
        public var currency: Currency
        /// The sum of what was asked for, in minor units, whatever became of it.
        public var requested: Int64
        /// What is authorized and not yet captured.
        public var held: Int64
        /// What was captured, refunded or not.
        public var captured: Int64
        /// What was refunded.
        public var refunded: Int64
        /// How many payments there are.
        public var paymentCount: Int64

        /// Creates the sums of a currency.
        package init(
            currency: Currency, requested: Int64, held: Int64, captured: Int64, refunded: Int64, paymentCount: Int64
        ) {
            self.currency = currency
            self.requested = requested
            self.held = held
            self.captured = captured
            self.refunded = refunded
            self.paymentCount = paymentCount
        }
    }

    /// The merchant's reference.
    public var reference: String

    /// Where it stands.
    public var status: OrderStatus

    /// The sums, ordered by the currencies' codes.
    ///
    /// A sum that would exceed 2^63 − 1 stays there.
    public var amounts: [Amounts]

    /// The newest payments, the newest first; at most ``maximumPayments``.
    public var payments: [Payment]

    /// Whether there are more payments: list them with a filter.
    public var hasMore: Bool

    /// How many payments are given.
    public static let maximumPayments = 100

    /// Creates an order.
    package init(
        reference: String, status: OrderStatus, amounts: [Amounts], payments: [Payment], hasMore: Bool
    ) {
        self.reference = reference
        self.status = status
        self.amounts = amounts
        self.payments = payments
        self.hasMore = hasMore
    }
}
