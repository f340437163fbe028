/// One row of `florin bench ledger`.
struct LedgerResult: Codable {
    let batch: Int
    let submitters: Int
    let perSecond: Int
    let p50Milliseconds: Double
    let p99Milliseconds: Double
    let p999Milliseconds: Double
    let maxMilliseconds: Double
    let journalOnlyPerSecond: Int
    let decideOnlyPerSecond: Int

    enum CodingKeys: String, CodingKey {
        case batch, submitters
        case perSecond = "per_second"
        case p50Milliseconds = "p50_ms"
        case p99Milliseconds = "p99_ms"
        case p999Milliseconds = "p999_ms"
        case maxMilliseconds = "max_ms"
        case journalOnlyPerSecond = "journal_only_per_second"
        case decideOnlyPerSecond = "decide_only_per_second"
    }
}
