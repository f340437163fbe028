import Messaging
import NIOCore

extension ActiveMQBroker {
    /// Looks at the messages of a queue, the oldest first, until there are no more or nobody wants more.
    func browse(_ queue: String, _ look: (StompFrame) -> Bool) async throws(MessagingFault) {
        let connection = try await StompLink(stomp).open()
        do throws(MessagingFault) {
            try connection.send([
                StompFrame(
                    "SUBSCRIBE",
                    [
                        StompHeader("id", "browser"), StompHeader("destination", "/queue/\(queue)"),
                        StompHeader("ack", "auto"), StompHeader("browser", "true"),
                    ])
            ])
            var deadline = NIODeadline.now() + stomp.timeout.timeAmount
            look: while true {
                let frames = try connection.inbox.takeNow(.max)
                for frame in frames {
                    if frame["browser"] == "end" { break look }
                    if frame[FlorinHeader.marker] == nil, !look(frame) { break look }
                }
                if !frames.isEmpty { deadline = .now() + stomp.timeout.timeAmount }
                try await more(on: connection, before: deadline)
            }
        } catch {
            connection.close(error)
            throw error
        }
        await connection.disconnect()
    }

    /// Takes messages out of a queue: sends what becomes of each, and acknowledges it, in transactions.
    /// - Parameters:
    ///   - queue: the queue
    ///   - ids: which ones; `nil` for all that are there now and no member has
    ///   - instead: what is sent in the place of one; `nil` for nothing
    /// - Returns: how many
    /// - Throws: what keeps it from going on
    func drain(
        _ queue: String, _ ids: [String]?, _ instead: (StompFrame) -> StompFrame?
    ) async throws(MessagingFault) -> Int {
        var wanted = try await here(queue)
        if let ids { wanted.formIntersection(ids) }
        guard !wanted.isEmpty else { return 0 }
        let prefetch = ids == nil ? 1000 : Self.searchedDeadLetters
        let connection = try await StompLink(stomp).open()
        var drained = 0
        do throws(MessagingFault) {
            try connection.send([
                StompFrame(
                    "SUBSCRIBE",
                    [
                        StompHeader("id", "drain"), StompHeader("destination", "/queue/\(queue)"),
                        StompHeader("ack", "client-individual"), StompHeader("activemq.prefetchSize", String(prefetch)),
                    ])
            ])
            while !wanted.isEmpty {
                let frames = try connection.inbox.takeNow(256)
                if frames.isEmpty {
                    let before = connection.inbox.count
                    await connection.inbox.wait(until: .now() + .seconds(1))
                    // Somebody else has the rest.
                    if connection.inbox.count == before, connection.isOpen { break }
                    continue
                }
                let taken = frames.filter { wanted.remove($0["message-id"] ?? "") != nil }
                guard !taken.isEmpty else { continue }
                let transaction = "drain-\(drained)"
                try await connection.request(Self.moving(taken, instead, in: transaction))
                drained += taken.count { $0[FlorinHeader.marker] == nil }
            }
        } catch {
            connection.close(error)
            throw error
        }
        await connection.disconnect()
        return drained
    }

    private func here(_ queue: String) async throws(MessagingFault) -> Set<String> {
        var ids: Set<String> = []
        try await browse(queue) { frame in
            if let id = frame["message-id"] { ids.insert(id) }
            return true
        }
        return ids
    }

    private func more(on connection: StompConnection, before deadline: NIODeadline) async throws(MessagingFault) {
        guard NIODeadline.now() < deadline else {
            throw MessagingFault(.timeout, "\(label) did not answer within \(stomp.timeout)")
        }
        await connection.inbox.wait(until: deadline)
        if Task.isCancelled { throw MessagingFault(.unavailable, "Asking \(label) was cancelled") }
    }

    private static func moving(
        _ frames: [StompFrame], _ instead: (StompFrame) -> StompFrame?, in transaction: String
    ) -> [StompFrame] {
        let name = StompHeader("transaction", transaction)
        var moves = [StompFrame("BEGIN", [name])]
        for frame in frames {
            if frame[FlorinHeader.marker] == nil, var send = instead(frame) {
                send.headers.append(name)
                moves.append(send)
            }
            if let ack = frame["ack"] { moves.append(MemberFrames.ack(ack, in: transaction)) }
        }
        moves.append(StompFrame("COMMIT", [name]))
        return moves
    }
}
