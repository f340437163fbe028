import BlockingIO
import JournalTestSupport
import Testing

/// Holds a thread until the test lets it go on, and tells the test that it has come.
final class Gate: Sendable {
    private let isOpen = Monitor(false)
    private let arrivals: AsyncStream<Void>
    private let announce: AsyncStream<Void>.Continuation

    init() {
        (arrivals, announce) = AsyncStream.makeStream()
    }

    /// For the thread that is held: says that it is here and waits.
    func pass() {
        announce.yield()
        _ = isOpen.wait { $0 ? true : nil }
    }

    /// For the test: waits until a thread is here.
    func arrival() async {
        for await _ in arrivals { return }
    }

    /// Lets everybody pass from now on.
    func open() {
        isOpen.withLock { $0 = true }
        isOpen.notifyAll()
    }
}

/// Gives way until a condition holds.
///
/// Ten seconds are enough for anything that these tests wait for.
func until(_ what: Comment, location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool)
    async rethrows
{
    let end = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("still waiting: \(what)", sourceLocation: location)
            return
        }
        await Task.yield()
    }
}
