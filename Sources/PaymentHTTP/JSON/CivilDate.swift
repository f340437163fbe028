/// A day of the Gregorian calendar, in UTC.
package struct CivilDate: Hashable {
    /// Days since 1970-01-01, also negative.
    package let daysSinceEpoch: Int64
    /// The year.
    package let year: Int64
    /// The month, from 1.
    package let month: Int64
    /// The day of the month, from 1.
    package let day: Int64

    /// Finds the day.
    ///
    /// Howard Hinnant's `civil_from_days` (chrono-compatible low-level date algorithms), which counts from March so that the leap day is last.
    /// - Parameter daysSinceEpoch: days since 1970-01-01, also negative
    package init(daysSinceEpoch: Int64) {
        self.daysSinceEpoch = daysSinceEpoch
        let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension Int64 {
    /// Divides and rounds down, so that the remainder is never negative.
    package func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
