import PaymentHTTP

extension CivilDate {
    /// The day behind this one.
    var next: CivilDate { CivilDate(daysSinceEpoch: daysSinceEpoch + 1) }

    /// The day as ISO 8601 writes it: `2026-01-31`.
    var text: String {
        year.padded(4) + "-" + month.padded(2) + "-" + day.padded(2)
    }
}

extension Int64 {
    /// The number in decimal with leading zeros.
    func padded(_ digits: Int) -> String {
        let text = String(magnitude)
        return (self < 0 ? "-" : "") + String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
    }
}
