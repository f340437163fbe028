import BlockingIO
import JournalTestSupport
import Synchronization

/// An executor that notes when tasks are resumed: by whom and between which syncs.
///
/// A continuation enqueues its task on the thread that resumes it, before `resume` returns. So an answer that is given too early is in
/// the log before the sync that it should have waited for, whatever the scheduler does.
final class ResumeLog: TaskExecutor {
    /// What happened, in order.
    enum Entry: Sendable, Hashable {
        case written(events: Int)
        case synced
        case resumed
    }

    private struct Work {
        var jobs: [UnownedJob] = []
        var isOver = false
    }

    private let work = Monitor(Work())
    private let log = Mutex<[Entry]>([])
    private let isNoting = Atomic(false)

    /// Starts the thread that runs the tasks.
    init() throws {
        _ = try WorkerThread.start(name: "resume-log") { [work] in
            while true {
                let jobs: [UnownedJob]? = work.wait { work in
                    if work.jobs.isEmpty { return work.isOver ? [] : nil }
                    defer { work.jobs = [] }
                    return work.jobs
                }
                guard let jobs, !jobs.isEmpty else { return }
                for job in jobs { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
            }
        }
    }

    var entries: [Entry] { log.withLock { $0 } }

    /// Begins to note.
    func begin() { isNoting.store(true, ordering: .sequentiallyConsistent) }

    func note(_ entry: Entry) {
        guard isNoting.load(ordering: .sequentiallyConsistent) else { return }
        log.withLock { $0.append(entry) }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        note(.resumed)
        let job = UnownedJob(job)
        work.withLock { $0.jobs.append(job) }
        work.notifyOne()
    }

    /// Ends the thread.
    func end() {
        work.withLock { $0.isOver = true }
        work.notifyOne()
    }
}
