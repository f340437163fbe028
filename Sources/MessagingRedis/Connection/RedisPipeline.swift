import BlockingIO
import Messaging
import Synchronization

/// The connection that many callers share: what they ask while a round trip is under way goes together in the next one.
actor RedisPipeline {
    /// How much goes in one round trip, apart from the first request.
    private static let maximumBytes = 4 << 20

    private let executor: ThreadExecutor
    private let channel: RedisChannel
    private nonisolated let address: RedisAddress
    private nonisolated let closing: Monitor<Bool>
    private nonisolated let waiting = Mutex<[RedisRequest]>([])

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(_ address: RedisAddress) throws(MessagingFault) {
        do {
            executor = try ThreadExecutor(name: "redis")
        } catch {
            throw MessagingFault(.engine, "\(address.label) needs a thread", underlying: error)
        }
        self.address = address
        closing = Monitor(false)
        channel = RedisChannel(address, closing: closing)
    }

    /// Sends commands and waits for their replies.
    /// - Parameter commands: any number; they are executed in order, others may come between them
    /// - Returns: a reply for each; error replies among them
    /// - Throws: what the connection broke with
    nonisolated func call(_ commands: RedisCommands) async throws(MessagingFault) -> [RedisReply] {
        guard !closing.withLock({ $0 }) else { throw closed }
        let request = RedisRequest(commands, deadline: address.deadline(from: MonotonicClock.now()))
        waiting.withLock { $0.append(request) }
        while !request.isDone { await flush() }
        return try request.result()
    }

    /// Calls the script, once.
    /// - Returns: what it returned
    /// - Throws: what the connection broke with, or an error reply
    nonisolated func script(_ commands: RedisCommands) async throws(MessagingFault) -> RedisReply {
        guard let answer = try await call(commands).first else { return .null }
        if case .error(let text) = answer { throw RedisFault.of(reply: text, label: address.label) }
        return answer
    }

    /// Ends waiting for a server that is away, and closes the connection.
    nonisolated func close() async {
        closing.withLock { $0 = true }
        closing.notifyAll()
        await disconnect()
    }

    private nonisolated var closed: MessagingFault { MessagingFault(.closed, "\(address.label) was closed") }

    private func disconnect() {
        for request in takeAll() { request.fail(closed) }
        channel.close()
    }

    /// One round trip with what waits; nothing where an earlier one took it along.
    private func flush() {
        let batch = take(at: MonotonicClock.now())
        guard let deadline = batch.map(\.deadline).min() else { return }
        var commands = RedisCommands()
        if batch.count > 1 { commands.reserve(batch.reduce(0) { $0 + $1.commands.bytes.count }) }
        for request in batch {
            if commands.count == 0 { commands = request.commands } else { commands.append(request.commands) }
        }
        var replies: [RedisReply] = []
        var answered = 0
        do throws(MessagingFault) {
            try channel.call(commands, until: deadline) { reply in
                replies.append(reply)
                if replies.count == batch[answered].commands.count {
                    batch[answered].finish(replies)
                    replies = []
                    answered += 1
                }
            }
        } catch {
            for request in batch[answered...] { request.fail(error) }
        }
    }

    private func take(at now: UInt64) -> [RedisRequest] {
        waiting.withLock { waiting in
            var batch: [RedisRequest] = []
            var sizeBytes = 0
            var count = 0
            for request in waiting {
                sizeBytes += request.commands.bytes.count
                if !batch.isEmpty, sizeBytes > Self.maximumBytes { break }
                count += 1
                if request.deadline > now {
                    batch.append(request)
                } else {
                    request.fail(MessagingFault(.timeout, "\(address.label) did not answer in time"))
                }
            }
            waiting.removeFirst(count)
            return batch
        }
    }

    private func takeAll() -> [RedisRequest] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
