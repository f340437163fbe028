import PaymentCore
import PaymentHTTP

extension Timestamp {
    private static let millisecondsPerDay: Int64 = 86_400_000

    /// The day in UTC.
    var date: CivilDate {
        CivilDate(daysSinceEpoch: milliseconds.flooredDivision(by: Timestamp.millisecondsPerDay).quotient)
    }

    /// The moment as RFC 3339 has it, in UTC with milliseconds: `2026-01-31T23:59:59.999Z`.
    var text: String {
        let rest = milliseconds.flooredDivision(by: Timestamp.millisecondsPerDay).remainder
        let (hours, minutes, seconds) = (rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60)
        return date.text + "T" + hours.padded(2) + ":" + minutes.padded(2) + ":" + seconds.padded(2) + "."
            + (rest % 1000).padded(3) + "Z"
    }
}
