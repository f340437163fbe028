import PaymentCore
import Synchronization

/// The newest chunks of the live stream.
///
/// Readers that are up to date all ask for the chunk behind the same position, and the first one makes it. Readers that lag ask for others, and meet
/// the rest where a chunk ends at the newest event.
actor EventChunks {
    private static let maximumEvents = 256
    private static let maximumWordBytes = 256 << 10
    private static let maximumChunks = 16

    private let reads: ReadSide
    /// Looked at by thousands of readers at once, who need not queue for it.
    private nonisolated let chunks = Mutex<[Position: EventChunk]>([:])
    /// Behind which positions the chunks begin, oldest first.
    private var order: [Position] = []
    private var waiting: [Position: [CheckedContinuation<Result<EventChunk, Problem>, Never>]] = [:]

    init(reads: ReadSide) {
        self.reads = reads
    }

    /// The events behind a position, if they have been made.
    nonisolated func known(after: Position) -> EventChunk? {
        chunks.withLock { $0[after] }
    }

    /// The events behind a position.
    /// - Parameter after: the last event that the reader has; events behind it must be in the views
    /// - Returns: at least one event, unless there is none
    /// - Throws: the problem where they cannot be read
    func chunk(after: Position) async throws(Problem) -> EventChunk {
        if let chunk = known(after: after) { return chunk }
        if waiting[after] != nil {
            let result = await withCheckedContinuation { waiting[after]?.append($0) }
            return try result.get()
        }
        waiting[after] = []
        let result: Result<EventChunk, Problem>
        do throws(Problem) {
            let chunk = try await make(after: after)
            keep(chunk)
            result = .success(chunk)
        } catch {
            result = .failure(error)
        }
        for continuation in waiting.removeValue(forKey: after) ?? [] { continuation.resume(returning: result) }
        return try result.get()
    }

    private func make(after: Position) async throws(Problem) -> EventChunk {
        try await reads.read { opened in
            let page = try await reads.events(
                after: after, limit: EventChunks.maximumEvents, byteLimit: EventChunks.maximumWordBytes,
                in: opened)
            return EventChunk(after: after, last: page.last, events: page.events, as: opened.events)
        }
    }

    private func keep(_ chunk: EventChunk) {
        guard chunk.last > chunk.after else { return }
        order.append(chunk.after)
        let oldest = order.count > EventChunks.maximumChunks ? order.removeFirst() : nil
        chunks.withLock { chunks in
            chunks[chunk.after] = chunk
            if let oldest { chunks[oldest] = nil }
        }
    }
}
