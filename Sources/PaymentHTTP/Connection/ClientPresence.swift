import NIOCore
import Synchronization

/// The client of a request, as far as it is still there.
struct ClientPresence: Sendable {
    private final class Flag: Sendable {
        let isSet = Atomic<Bool>(false)
    }

    let channel: any Channel

    /// Runs something that may wait for long, and cancels it when the client goes away.
    ///
    /// A client that closes only its own side, because it sends nothing more, counts as gone, too.
    /// - Parameters:
    ///   - missing: what comes of it where nothing else does
    ///   - body: gets a way to ask whether the client has gone, for when it was too late to be cancelled
    /// - Returns: what the body returns
    func untilGone<Value: Sendable>(
        _ missing: Value, _ body: @escaping @Sendable (_ isGone: @escaping @Sendable () -> Bool) async -> Value
    ) async -> Value {
        let (departure, continuation) = AsyncStream<Void>.makeStream()
        let channel = channel
        let watching = channel.eventLoop.submit {
            try channel.pipeline.syncOperations.handler(type: DepartureWatch.self).watch(continuation)
        }
        // Without a pipeline there is no client either.
        if (try? await watching.get()) == nil { continuation.finish() }
        let flag = Flag()
        return await withTaskGroup(of: Value?.self) { tasks in
            tasks.addTask { await body { flag.isSet.load(ordering: .relaxed) } }
            tasks.addTask {
                for await _ in departure {}
                if !Task.isCancelled { flag.isSet.store(true, ordering: .relaxed) }
                return nil
            }
            var value = missing
            for await result in tasks {
                tasks.cancelAll()
                if let result { value = result }
            }
            return value
        }
    }
}
