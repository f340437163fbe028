import BlockingIO
import Journal

/// A thread that keeps new segment files ready, so that the writer never fills one with zeros itself.
///
/// The files have temporary names: naming them, and so making them part of the journal, is the writer's own.
final class SegmentPreparer<D: Disk>: Sendable {
    private struct State {
        var ready: [String] = []
        var fault: JournalFault?
        var isStopped = false
    }

    private enum Step {
        case prepare
        case stop
    }

    private let disk: D
    private let sizeBytes: Int
    private let count: Int
    private let state = Monitor(State())

    /// How long the thread leaves a full or broken disk alone before it tries again.
    private static var pauseNanoseconds: UInt64 { 1_000_000_000 }

    /// Creates a preparer; nothing happens before ``run()``.
    /// - Parameters:
    ///   - disk: the folder
    ///   - sizeBytes: the size of a segment
    ///   - count: how many to keep ready
    init(disk: D, sizeBytes: Int, count: Int) {
        self.disk = disk
        self.sizeBytes = sizeBytes
        self.count = count
    }

    /// The thread's work; returns after ``stop()``.
    func run() {
        var number = 0
        while waitForWork() == .prepare {
            let name = "ahead-\(number)" + SegmentFile.temporarySuffix
            number += 1
            do throws(JournalFault) {
                let isReady = try SegmentFile.prepare(name, sizeBytes: sizeBytes, on: disk) {
                    state.withLock { $0.isStopped }
                }
                if isReady { state.withLock { $0.ready.append(name) } }
            } catch {
                state.withLock { $0.fault = error }
            }
            state.notifyAll()
        }
    }

    /// Takes a file that is ready, and waits for the one that is being made.
    /// - Returns: its temporary name; nil when making one failed lately or the thread has stopped
    func take() -> String? {
        let name: String?? = state.wait { state in
            if !state.ready.isEmpty { return .some(state.ready.removeFirst()) }
            return state.fault != nil || state.isStopped ? .some(nil) : nil
        }
        state.notifyAll()
        return name ?? nil
    }

    /// Asks the thread to end soon.
    func stop() {
        state.withLock { $0.isStopped = true }
        state.notifyAll()
    }

    private func waitForWork() -> Step {
        // After a fault: a pause, unless stopped, and then work as if nothing had happened.
        let deadline = MonotonicClock.now() + Self.pauseNanoseconds
        _ = state.wait(untilMonotonicNanoseconds: deadline) { state in
            state.fault == nil || state.isStopped ? true : nil
        }
        let step = state.wait { state -> Step? in
            if state.isStopped { return .stop }
            guard state.ready.count < count else { return nil }
            state.fault = nil
            return .prepare
        }
        return step ?? .stop
    }
}
