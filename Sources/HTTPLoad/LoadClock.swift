#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The monotonic clock.
public enum LoadClock {
    /// Nanoseconds since some moment.
    static var now: UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// Sleeps, perhaps longer than asked.
    /// - Parameter nanoseconds: below a second
    public static func sleep(nanoseconds: UInt64) {
        var time = timespec(tv_sec: 0, tv_nsec: Int(nanoseconds))
        _ = unsafe nanosleep(&time, nil)
    }
}
