import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#endif

/// The value of the header field `Date`, made once a second.
final class DateHeader: Sendable {
    private let cache = Mutex<(second: Int, text: String)>((-1, ""))

    /// The date of now, as RFC 9110 (section 5.6.7) writes it.
    var now: String {
        let second = Int(time(nil))
        return cache.withLock { cache in
            if cache.second != second { cache = (second, DateHeader.text(ofSecond: Int64(second))) }
            return cache.text
        }
    }

    /// The date of a moment.
    /// - Parameter second: seconds since 1970
    /// - Returns: the value of the header field
    static func text(ofSecond second: Int64) -> String {
        let (days, rest) = second.flooredDivision(by: 86_400)
        let date = CivilDate(daysSinceEpoch: days)
        let weekday = weekdays[Int((days + 4).flooredDivision(by: 7).remainder)]
        let time = [rest / 3600, rest / 60 % 60, rest % 60].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(date.day)) \(months[Int(date.month) - 1]) \(date.year) \(time) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func twoDigits(_ value: Int64) -> String {
        value < 10 ? "0\(value)" : "\(value)"
    }
}
