import Messaging

/// The pause between two attempts to connect: it grows from 50 ms to 1 s.
struct ReconnectPause {
    /// When it is over, in nanoseconds of the monotonic clock.
    private(set) var end: UInt64 = 0
    /// Why the last attempt failed.
    private(set) var fault: MessagingFault?
    private var pause: UInt64 = 50_000_000

    func isOver(_ now: UInt64) -> Bool { now >= end }

    mutating func fail(_ now: UInt64, _ fault: MessagingFault) {
        self.fault = fault
        end = now + pause
        pause = min(pause * 2, 1_000_000_000)
    }

    mutating func reset() { self = ReconnectPause() }
}
