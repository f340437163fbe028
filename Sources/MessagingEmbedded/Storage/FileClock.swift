import Glibc

/// The time of a file: milliseconds since 1970 that all processes agree on, and that no step of the wall clock moves while the machine runs.
///
/// It is the machine's time since its start plus a shift that the first process after a start takes from the wall clock, never back behind
/// what the file has seen.
struct FileClock {
    /// Tells starts of the machine from each other.
    let boot: String
    /// Milliseconds.
    var shift: Int64

    /// Reads the file's time.
    /// - Returns: milliseconds
    func now() -> Int64 { Self.sinceBoot() + shift }

    /// A shift for a machine that has started anew.
    /// - Parameter latest: a time that the file has seen
    /// - Returns: milliseconds
    static func shift(notBefore latest: Int64) -> Int64 {
        max(milliseconds(CLOCK_REALTIME), latest) - sinceBoot()
    }

    /// This start of the machine; empty where the system does not say.
    static func currentBoot() -> String {
        let descriptor = unsafe open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 36)
        let count = unsafe read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    private static func sinceBoot() -> Int64 { milliseconds(CLOCK_BOOTTIME) }

    private static func milliseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
