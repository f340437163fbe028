import Messaging

/// The moment at which a call gives up.
struct KafkaDeadline: Sendable {
    let instant: ContinuousClock.Instant
    let label: String

    init(_ time: Duration, label: String) {
        instant = .now + time
        self.label = label
    }

    /// What is left, for the C library: at least 1 ms, so that nothing is read as "for ever" or "do not wait".
    var milliseconds: Int32 {
        let left = ContinuousClock.now.duration(to: instant)
        let value = left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000
        return Int32(clamping: max(1, min(value, 3_600_000)))
    }

    var hasPassed: Bool { ContinuousClock.now >= instant }

    /// Ends a call that waited too long for its turn.
    /// - Throws: ``MessagingFault`` (`timeout`) once the moment has come
    func check() throws(MessagingFault) {
        if hasPassed { throw MessagingFault(.timeout, "\(label) did not answer in time") }
    }
}
