import PaymentCore

/// Decides when a reader of the live stream is too slow, without input or output.
///
/// A reader that comes from far behind may take its time as long as it reads. One that had caught up and fell behind again, or that takes too long to
/// read what it was sent, is dropped: it loses nothing, because it can go on behind the last event that it has.
struct StreamPatience {
    /// Why a reader is dropped.
    enum Reason: String {
        /// What was sent was not read for too long.
        case writeTimeout = "write_timeout"
        /// It fell too many events behind.
        case lag
    }

    let maximumLagEvents: UInt64
    let maximumWriteSeconds: Double
    private var hasCaughtUp = false

    init(maximumLagEvents: UInt64, maximumWriteSeconds: Double) {
        self.maximumLagEvents = maximumLagEvents
        self.maximumWriteSeconds = maximumWriteSeconds
    }

    /// Something was sent.
    /// - Parameters:
    ///   - position: the last event that was sent
    ///   - end: the last event that there is
    ///   - seconds: how long sending took
    /// - Returns: why the reader is to be dropped; `nil` where it may go on
    mutating func sent(upTo position: Position, of end: Position, seconds: Double) -> Reason? {
        if seconds > maximumWriteSeconds { return .writeTimeout }
        let lag = end.value > position.value ? end.value - position.value : 0
        if lag == 0 { hasCaughtUp = true }
        return hasCaughtUp && lag > maximumLagEvents ? .lag : nil
    }
}
