import HummingbirdCore
import NIOCore
import PaymentCore
import PaymentEngine

/// The live stream as one reader gets it.
struct EventStream: Sendable {
    let chunks: EventChunks
    let beats: PositionGauge
    let consumed: PositionGauge
    /// Which events are sent; `nil` for all.
    let isWanted: (@Sendable (NamedEvent) -> Bool)?
    /// Whether the reader's key is still good.
    let isStillAllowed: @Sendable () -> Bool
    let start: Position
    let heartbeat: Duration
    let patience: StreamPatience

    /// Writes events as they happen, until the reader goes, is too slow, or the server stops.
    /// - Throws: what the connection throws when the reader has gone
    @concurrent
    func write(to writer: inout any ResponseBodyWriter) async throws {
        var (position, patience) = (start, self.patience)
        try await writer.write(ByteBuffer(string: "retry: 1000\n\n"))
        var lastWrite = ContinuousClock.now
        while true {
            let beat = beats.position
            // Where there is something to send, sending asks.
            guard position < consumed.position || isStillAllowed() else {
                return try await end("key_invalid", at: position, &writer)
            }
            guard let hasSent = try await send(behind: &position, &patience, to: &writer) else { return }
            if hasSent {
                lastWrite = .now
            } else if ContinuousClock.now - lastWrite >= heartbeat {
                // An id without data: no event for the reader, but where to go on also if nothing it asked for has happened.
                try await writer.write(ByteBuffer(string: ": heartbeat\nid: \(position.value)\n\n"))
                lastWrite = .now
            }
            guard await beats.wait(for: beat.next) else { break }
        }
        try await end("server_stopping", at: position, &writer)
    }

    /// Sends what there is.
    /// - Returns: whether something was sent; `nil` where the stream has ended
    @concurrent
    private func send(
        behind position: inout Position, _ patience: inout StreamPatience, to writer: inout any ResponseBodyWriter
    ) async throws -> Bool? {
        var hasSent = false
        while position < consumed.position {
            // Also a reader that comes from far behind notices the end of its key, and of the server.
            guard isStillAllowed() else {
                try await end("key_invalid", at: position, &writer)
                return nil
            }
            if beats.isClosed { break }
            let chunk: EventChunk
            do {
                let known = chunks.known(after: position)
                chunk = if let known { known } else { try await chunks.chunk(after: position) }
            } catch {
                try await end(error.code, at: position, &writer)
                return nil
            }
            guard chunk.last > position else { break }
            for piece in isWanted.map({ chunk.pieces(where: $0) }) ?? chunk.pieces {
                let start = ContinuousClock.now
                try await writer.write(piece.text)
                (hasSent, position) = (true, piece.last)
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                if let reason = patience.sent(upTo: position, of: consumed.position, seconds: seconds) {
                    try await end(reason.rawValue, at: position, &writer)
                    return nil
                }
            }
            position = chunk.last
        }
        return hasSent
    }

    /// Says why the stream ends, and where to go on.
    @concurrent
    private func end(_ code: String, at position: Position, _ writer: inout any ResponseBodyWriter) async throws {
        let words = "event: end\ndata: {\"code\":\"\(code)\",\"resume_after\":\(position.value)}\n\n"
        try await writer.write(ByteBuffer(string: words))
        try await writer.finish(nil)
    }
}
