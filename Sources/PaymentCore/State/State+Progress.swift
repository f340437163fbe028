extension State {
    /// The part of a payment that changes.
    public struct PaymentProgress: Sendable, Hashable {
        /// Where it stands.
        public var status: PaymentStatus

        /// How much has been captured, in minor units.
        public var captured: Int64

        /// How much has been refunded, in minor units.
        public var refunded: Int64

        /// Creates a progress.
        /// - Parameters:
        ///   - status: where it stands
        ///   - captured: minor units
        ///   - refunded: minor units
        public init(status: PaymentStatus, captured: Int64, refunded: Int64) {
            self.status = status
            self.captured = captured
            self.refunded = refunded
        }
    }

    /// Looks up how far a payment has come.
    /// - Parameter number: its number in the journal
    /// - Returns: `nil` where there is no such payment
    public func progress(_ number: PaymentNumber) -> PaymentProgress? {
        guard Int(number.value) < payments.count else { return nil }
        let record = payments[Int(number.value)]
        return PaymentProgress(status: record.status, captured: record.captured, refunded: record.refunded)
    }
}
