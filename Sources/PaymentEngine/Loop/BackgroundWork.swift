import BlockingIO

/// One piece of work at a time on a thread of its own.
final class BackgroundWork: Sendable {
    private let isBusy = Monitor(false)
    private let name: String

    init(name: String) {
        self.name = name
    }

    /// Whether the work is still going on.
    var isRunning: Bool { isBusy.withLock { $0 } }

    /// Starts the work; none may be going on.
    func start(_ work: @escaping @Sendable () -> Void) throws {
        isBusy.withLock { $0 = true }
        do {
            _ = try WorkerThread.start(name: name) { [self] in
                work()
                end()
            }
        } catch {
            end()
            throw error
        }
    }

    /// Waits until no work is going on.
    func join() {
        _ = isBusy.wait { $0 ? nil : true }
    }

    private func end() {
        isBusy.withLock { $0 = false }
        isBusy.notifyAll()
    }
}
