import PaymentCore
public import PaymentEngine
public import ServiceLifecycle

/// Says when the readers of the live stream look for new events: at once after a quiet moment, and at most every so often while many come, so that
/// each of a thousand readers gets many events with one write.
public final class StreamPace: Service {
    /// The number of the present beat: readers wait for the next one.
    let beats = PositionGauge()
    private let consumed: PositionGauge
    private let interval: Duration
    /// The longest time between two beats: so soon a quiet stream notices that its key was revoked.
    private static let longest = Duration.seconds(1)

    /// Creates a pace; nothing beats before ``run()``.
    /// - Parameters:
    ///   - consumed: how far the views have come
    ///   - interval: the shortest time between two beats
    public init(following consumed: PositionGauge, interval: Duration) {
        self.consumed = consumed
        self.interval = interval
    }

    /// Beats until it is told to stop; the streams end then.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await self.beat()
        }
        beats.close()
    }

    private func beat() async {
        var seen = consumed.position
        while !Task.isCancelled {
            _ = await consumed.wait(for: seen.next, timeout: StreamPace.longest)
            seen = consumed.position
            beats.announce(beats.position.next)
            try? await Task.sleep(for: interval)
        }
    }
}
