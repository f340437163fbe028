import CRabbitMQ
import Glibc

/// Wakes a thread that waits for a socket.
final class Wakeup: Sendable {
    private let descriptor: Int32

    init() {
        descriptor = florin_eventfd()
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the thread, now or the next time that it waits.
    func signal() {
        var one: UInt64 = 1
        _ = unsafe write(descriptor, &one, 8)
    }

    /// Waits for a socket, for ``signal()``, or for a time to pass.
    /// - Parameters:
    ///   - socket: the socket; `nil` for none
    ///   - wantsToWrite: whether room for writing counts as well
    ///   - deadline: nanoseconds of the monotonic clock
    ///   - now: what the clock says
    /// - Returns: whether the socket has room for writing
    func wait(for socket: Int32?, wantsToWrite: Bool, until deadline: UInt64, now: UInt64) -> Bool {
        let left = deadline > now ? min((deadline - now) / 1_000_000 + 1, 60_000) : 0
        var polled = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let socket {
            polled.append(
                pollfd(fd: socket, events: Int16(POLLIN) | (wantsToWrite ? Int16(POLLOUT) : 0), revents: 0))
        }
        _ = unsafe poll(&polled, nfds_t(polled.count), Int32(left))
        if polled[0].revents != 0 {
            var count: UInt64 = 0
            _ = unsafe read(descriptor, &count, 8)
        }
        return polled.count > 1 && polled[1].revents & Int16(POLLOUT) != 0
    }
}
