import BlockingIO

/// Runs each piece of a task on a thread of its own, so that a test may block and is still the test that its expectations belong to.
final class BlockingTestExecutor: TaskExecutor {
    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        do {
            _ = try WorkerThread.start(name: "test") {
                unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
            }
        } catch {
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
