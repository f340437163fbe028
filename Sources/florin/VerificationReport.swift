import JournalFile
import PaymentCore
import PaymentEngine
import PaymentViews

/// What `florin verify` checked, and how many of each.
struct VerificationReport {
    let text: String

    init(audit: JournalAudit, ledger: Ledger, snapshotPosition: Position?) {
        let state = ledger.state
        var lines = [
            "segments  \(audit.segmentCount)",
            "batches   \(audit.batchCount)   checksums, positions and hash chain fit",
            "events    \(audit.eventCount)   replayed from the beginning",
            "bytes     \(audit.batchSizeBytes)",
            "accounts  \(state.accountCount)",
            "payments  \(state.paymentCount)",
            "keys      \(ledger.keyCount)",
        ]
        for (currency, totals) in state.totals().sorted(by: { $0.key.code < $1.key.code }) {
            lines.append("\(currency.code)       debits \(totals.debitsPosted) = credits \(totals.creditsPosted)")
        }
        if let snapshotPosition {
            lines.append("snapshot  of position \(snapshotPosition.value) is what the events up to there add up to")
        }
        lines.append("position  \(audit.end.value)")
        lines.append("hash      \(audit.endHash)")
        text = lines.joined(separator: "\n")
    }

    /// What was compared of the views.
    static func text(_ views: ViewComparison) -> String {
        let rows = views.rows.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        return "views     at position \(views.position.value), every cell compared: \(rows)"
    }
}
