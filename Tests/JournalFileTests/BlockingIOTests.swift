import BlockingIO
import Testing

@Suite("BlockingIO")
struct BlockingIOTests {
    @Test func `a worker runs on a thread of its own with its name`() async throws {
        struct Refused: Error {}
        let name = try await WorkerThread.run(name: "florin-a-rather-long-name") {
            try String(contentsOf: "/proc/thread-self/comm")
        }
        #expect(name == "florin-a-rather\n")
        await #expect(throws: Refused.self) {
            try await WorkerThread.run(name: "refuses") { throw Refused() }
        }
    }

    @Test func `join returns when the work is done`() throws {
        let done = Monitor(false)
        let worker = try WorkerThread.start(name: "joined") { done.withLock { $0 = true } }
        worker.join()
        worker.join()
        #expect(done.withLock { $0 })
    }

    @Test func `a queue between threads loses nothing`() throws {
        let queue = Monitor<[Int]>([])
        let producers = try (0..<4).map { producer in
            try WorkerThread.start(name: "producer") {
                for number in 0..<5000 {
                    queue.withLock { $0.append(producer * 5000 + number) }
                    queue.notifyOne()
                }
            }
        }
        var received: [Int] = []
        while received.count < 20_000 {
            let deadline = MonotonicClock.now() + 10_000_000_000
            let more = queue.wait(untilMonotonicNanoseconds: deadline) { queue -> [Int]? in
                guard !queue.isEmpty else { return nil }
                defer { queue.removeAll(keepingCapacity: true) }
                return queue
            }
            received += try #require(more)
        }
        for producer in producers { producer.join() }
        #expect(received.sorted() == Array(0..<20_000))
        #expect(queue.withLock { $0.isEmpty })
    }

    @Test func `waiting ends at the deadline`() {
        let monitor = Monitor(0)
        let begin = MonotonicClock.now()
        let result = monitor.wait(untilMonotonicNanoseconds: begin + 20_000_000) { $0 > 0 ? $0 : nil }
        #expect(result == nil)
        #expect(MonotonicClock.now() >= begin + 20_000_000)
        let past: Int? = monitor.wait(untilMonotonicNanoseconds: 0) { $0 == 0 ? 5 : nil }
        #expect(past == 5)
    }

    @Test func `notifyAll wakes everybody`() throws {
        let monitor = Monitor(false)
        let workers = try (0..<5).map { _ in
            try WorkerThread.start(name: "waits") { _ = monitor.wait { $0 ? true : nil } }
        }
        monitor.withLock { $0 = true }
        monitor.notifyAll()
        for worker in workers { worker.join() }
    }
}
