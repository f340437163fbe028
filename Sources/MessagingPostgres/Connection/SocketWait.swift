import BlockingIO
import Glibc

/// Waiting for a socket, with an end.
enum SocketWait {
    /// Blocks until a descriptor is ready, or the deadline has passed.
    /// - Parameters:
    ///   - descriptor: the socket
    ///   - events: `POLLIN`, `POLLOUT`
    ///   - deadline: nanoseconds of `MonotonicClock`
    /// - Returns: what is ready; 0 after the deadline
    static func wait(_ descriptor: Int32, _ events: Int32, until deadline: UInt64) -> Int32 {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(truncatingIfNeeded: events), revents: 0)
            let now = MonotonicClock.now()
            let left = deadline > now ? (deadline - now + 999_999) / 1_000_000 : 0
            let count = unsafe poll(&entry, 1, Int32(truncatingIfNeeded: min(left, 3_600_000)))
            if count > 0 { return Int32(entry.revents) }
            if count == 0, MonotonicClock.now() >= deadline { return 0 }
        }
    }
}
