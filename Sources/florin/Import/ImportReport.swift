import PaymentEngine

/// What became of the lines of a file.
struct ImportReport: Sendable {
    var lines = 0
    var accepted = 0
    var replayed = 0
    var refused = 0
    var seconds = 0.0
    var position: UInt64 = 0
    /// The first refusals, as they are shown.
    var refusals: [String] = []

    static let shownRefusals = 20

    mutating func refuse(line: Int, code: String, detail: String) {
        refused += 1
        if refusals.count < ImportReport.shownRefusals { refusals.append("line \(line): \(code): \(detail)") }
    }

    var text: String {
        var text = refusals
        if refused > refusals.count { text.append("… and \(refused - refusals.count) more") }
        let rate = seconds > 0 ? Int(Double(lines) / seconds) : 0
        text.append(
            "\(lines) lines: \(accepted) done, \(replayed) done before, \(refused) refused. "
                + "\(rate) lines/s; the journal ends at position \(position).")
        return text.joined(separator: "\n")
    }
}
