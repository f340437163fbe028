/// Measured times, from which percentiles are taken exactly.
struct Latencies {
    private var nanoseconds: [UInt64] = []

    mutating func record(nanoseconds: UInt64) {
        self.nanoseconds.append(nanoseconds)
    }

    mutating func append(_ other: Latencies) {
        nanoseconds.append(contentsOf: other.nanoseconds)
    }

    /// Sorts once and gives the quantiles in milliseconds (nearest rank).
    func milliseconds(_ quantiles: [Double]) -> [Double] {
        let sorted = nanoseconds.sorted()
        return quantiles.map { quantile in
            guard !sorted.isEmpty else { return 0 }
            let rank = min(sorted.count - 1, max(0, Int((quantile * Double(sorted.count)).rounded(.up)) - 1))
            return Double(sorted[rank]) / 1_000_000
        }
    }
}
