import PaymentCore

extension Timestamp {
    /// Reads a date and time (RFC 3339, section 5.6); what is finer than a millisecond is cut off.
    ///
    /// `nil` comes of anything else, and of days that there are not.
    /// - Parameter text: such as `2026-11-21T12:00:00.123Z` or `2026-11-21t13:00:00+01:00`
    init?(rfc3339 text: String) {
        var fields = DigitFields(text)
        guard let year = fields.number(4), fields.skip("-"), let month = fields.number(2), fields.skip("-"),
            let day = fields.number(2), fields.skip("T") || fields.skip("t") || fields.skip(" "),
            let hour = fields.number(2), fields.skip(":"), let minute = fields.number(2), fields.skip(":"),
            let second = fields.number(2)
        else { return nil }
        var milliseconds: Int64 = 0
        if fields.skip(".") {
            guard let fraction = fields.fraction() else { return nil }
            milliseconds = fraction
        }
        guard let offsetMinutes = Timestamp.offset(&fields), fields.isAtEnd, hour < 24, minute < 60, second <= 60,
            let days = CivilDate.days(year: year, month: month, day: day)
        else { return nil }
        let seconds = days * 86_400 + hour * 3600 + (minute - offsetMinutes) * 60 + second
        self.init(milliseconds: seconds * 1000 + milliseconds)
    }

    /// `Z`, or hours and minutes before or behind UTC; `nil` for anything else.
    private static func offset(_ fields: inout DigitFields) -> Int64? {
        if fields.skip("Z") || fields.skip("z") { return 0 }
        // A plus that was not percent-encoded in a query has become a space.
        let sign: Int64 = fields.skip("-") ? -1 : 1
        guard sign < 0 || fields.skip("+") || fields.skip(" "), let hours = fields.number(2), fields.skip(":"),
            let minutes = fields.number(2), hours < 24, minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

extension CivilDate {
    /// Days since 1970-01-01; `nil` for days that there are not.
    ///
    /// Howard Hinnant's `days_from_civil` (chrono-compatible low-level date algorithms).
    static func days(year: Int64, month: Int64, day: Int64) -> Int64? {
        guard (1...12).contains(month), day >= 1 else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let date = CivilDate(daysSinceEpoch: days)
        return date.month == month && date.day == day ? days : nil
    }
}
