import CLibpq
import Glibc

/// A descriptor that wakes a thread out of `poll` (`eventfd`).
final class WakeDescriptor: Sendable {
    /// What to poll for `POLLIN`.
    let descriptor: Int32

    /// Makes it; without a descriptor left in the system it is -1, which `poll` leaves out.
    init() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Wakes.
    func signal() {
        eventfd_write(descriptor, 1)
    }

    /// Forgets that it was woken.
    func clear() {
        var value: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &value)
    }
}
