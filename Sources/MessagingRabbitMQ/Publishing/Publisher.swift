import BlockingIO
import Messaging

/// Publishes with confirms, over a connection of its own on a thread of its own.
///
/// Calls that overlap share the connection and its window, so that many small ones are as fast as a large one.
final class Publisher: Sendable {
    /// What callers leave for the thread.
    struct Inbox: Sendable {
        var jobs: [PublishJob] = []
        var thread: WorkerThread?
        var isClosed = false
    }

    let settings: RabbitMQSettings
    private let inbox = Monitor(Inbox())
    private let wakeup = Wakeup()

    init(_ settings: RabbitMQSettings) {
        self.settings = settings
    }

    deinit {
        inbox.withLock { $0.isClosed = true }
        wakeup.signal()
    }

    /// Publishes messages in order.
    /// - Parameters:
    ///   - count: how many
    ///   - message: makes one of them, on the thread of the connection
    /// - Throws: what kept the engine from taking all of them
    func publish(
        _ count: Int, _ message: @escaping @Sendable (Int) -> Outgoing
    ) async throws(MessagingFault) {
        guard count > 0 else { return }
        let fault: MessagingFault? = await withCheckedContinuation { continuation in
            submit(
                PublishJob(count: count, message: message, deadline: settings.deadline()) {
                    continuation.resume(returning: $0)
                })
        }
        if let fault { throw fault }
    }

    /// Has messages published.
    /// - Parameter job: the messages; its end is told on the thread of the connection
    func submit(_ job: PublishJob) {
        let fault: MessagingFault? = inbox.withLock { inbox in
            if inbox.isClosed { return MessagingFault(.closed, "The broker is closed") }
            if inbox.thread == nil {
                let loop = (inbox: self.inbox, wakeup: wakeup, settings: settings)
                do throws(ThreadFault) {
                    inbox.thread = try WorkerThread.start(name: "amqp-publish") {
                        var publisher = PublisherLoop(
                            settings: loop.settings, inbox: loop.inbox, wakeup: loop.wakeup)
                        publisher.run()
                    }
                } catch {
                    return MessagingFault(.unavailable, "There is no thread for \(settings.label)", underlying: error)
                }
            }
            inbox.jobs.append(job)
            return nil
        }
        if let fault { job.finish(fault) }
        wakeup.signal()
    }

    /// Ends the thread and its connection; what was not confirmed fails.
    func close() async {
        let thread = inbox.withLock { inbox in
            inbox.isClosed = true
            defer { inbox.thread = nil }
            return inbox.thread
        }
        wakeup.signal()
        guard let thread else { return }
        try? await WorkerThread.run(name: "amqp-close") { thread.join() }
    }
}
