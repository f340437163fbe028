import Glibc

/// The clock that only runs forward: for deadlines and measured durations, never for what is stored.
public enum MonotonicClock {
    /// The time since an arbitrary moment (on Linux: the start of the machine).
    /// - Returns: nanoseconds of `CLOCK_MONOTONIC`
    public static func now() -> UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}
