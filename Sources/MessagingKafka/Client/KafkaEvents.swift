import BlockingIO
import CRdkafka
import Synchronization

/// The thread that serves the events of one client.
///
/// It sleeps in the client's queue; a tick every now and then looks at deadlines.
final class KafkaEvents: Sendable {
    private let hasStopped = Mutex(false)
    private let queue: KafkaQueue

    /// Prepares a thread for a queue.
    init(_ queue: KafkaQueue) {
        self.queue = queue
    }

    /// Starts the thread, which keeps what the closures have until it is stopped.
    /// - Parameters:
    ///   - name: what the thread is called
    ///   - tick: how many milliseconds to sleep at the most, asked anew each time
    ///   - serve: takes an event; the event is gone when it returns
    ///   - look: runs after each event and each tick; false ends the thread
    /// - Throws: ``ThreadFault`` when the system gives no thread
    func start(
        name: String, tick: @escaping @Sendable () -> Int32, serve: @escaping @Sendable (OpaquePointer) -> Void,
        look: @escaping @Sendable () -> Bool
    ) throws(ThreadFault) {
        let queue = queue
        _ = try WorkerThread.start(name: name) {
            while !self.hasStopped.withLock({ $0 }), look() {
                guard let event = unsafe rd_kafka_queue_poll(queue.pointer, tick()) else { continue }
                unsafe serve(event)
                unsafe rd_kafka_event_destroy(event)
            }
        }
    }

    /// Ends the thread.
    func stop() {
        hasStopped.withLock { $0 = true }
        queue.yield()
    }

    /// Has the thread look now.
    func wake() {
        queue.yield()
    }
}
