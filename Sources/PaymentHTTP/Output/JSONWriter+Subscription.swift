import PaymentEngine

extension JSONWriter {
    /// Writes the quantities of a subscriber's queue.
    mutating func subscription(_ quantities: SubscriptionQuantities) {
        raw("{\"name\":")
        string(quantities.name)
        raw(",\"produced\":")
        integer(Int64(clamping: quantities.produced))
        raw(",\"consumed\":")
        integer(Int64(clamping: quantities.consumed))
        raw(",\"depth\":")
        integer(Int64(clamping: quantities.depth))
        raw(",\"service_seconds\":")
        decimal(quantities.serviceSeconds)
        raw(",\"parallelism\":")
        integer(Int64(quantities.parallelism))
        raw(",\"rate_in\":")
        decimal(quantities.rateIn)
        raw(",\"rate_out\":")
        decimal(quantities.rateOut)
        raw(",\"drain_seconds\":")
        decimal(quantities.drainSeconds)
        raw(",\"fault\":")
        optional(quantities.fault)
        raw("}")
    }

    /// Writes a number that is not negative with nine decimals; what is no number, or beyond all measure, as 0 or the greatest.
    mutating func decimal(_ value: Double) {
        let nano = value.isFinite ? Int64(min(max(value, 0), 9e9) * 1e9) : 0
        integer(nano / 1_000_000_000)
        raw(".")
        let digits = String(nano % 1_000_000_000)
        plain(String(repeating: "0", count: 9 - digits.count) + digits)
    }
}
