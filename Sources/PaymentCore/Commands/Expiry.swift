/// Something held that ends at a moment.
public struct Expiry: Sendable, Hashable, Comparable {
    /// What ends.
    public enum Subject: Sendable, Hashable {
        /// A pending transfer.
        case transfer(TransferID)

        /// The authorization of a payment.
        case payment(PaymentNumber)
    }

    /// When it ends.
    public var time: Timestamp

    /// What ends.
    public var subject: Subject

    /// Orders expiries by time, and those of one moment by subject, so that they happen in the same order everywhere.
    public static func < (left: Expiry, right: Expiry) -> Bool {
        left.sortKey < right.sortKey
    }

    private var sortKey: (Int64, Int, UInt64) {
        switch subject {
        case .transfer(let id): (time.milliseconds, 0, id.position.value)
        case .payment(let number): (time.milliseconds, 1, UInt64(number.value))
        }
    }
}
