import CHiredis
import Glibc

/// Wakes a thread that waits for sockets.
final class RedisWaker: Sendable {
    private let descriptor: Int32

    init() {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Ends the wait that is under way, or the next one.
    func wake() {
        _ = eventfd_write(descriptor, 1)
    }

    /// Blocks until one of the sockets has something to read, somebody wakes, or the time is over.
    /// - Parameters:
    ///   - sockets: descriptors
    ///   - milliseconds: how long at the most
    /// - Returns: for each socket whether it has something to read
    func wait(for sockets: [Int32], milliseconds: Int) -> [Bool] {
        var polls = sockets.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        polls.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
        let count = polls.count
        guard unsafe poll(&polls, nfds_t(count), Int32(clamping: milliseconds)) > 0 else {
            return sockets.map { _ in false }
        }
        if polls[count - 1].revents != 0 {
            var value: eventfd_t = 0
            _ = unsafe eventfd_read(descriptor, &value)
        }
        return polls.dropLast().map { $0.revents != 0 }
    }
}
