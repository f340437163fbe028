import Messaging

extension PostgresConsumer {
    /// How many receipts go into one statement.
    private static let pieceSize = 2000

    func settle(_ settlements: [Settlement]) async throws(MessagingFault) -> [Receipt] {
        var lost: [Receipt] = []
        var rest = settlements[...]
        while !rest.isEmpty {
            try checkOpen()
            let piece = Array(rest.prefix(Self.pieceSize))
            rest = rest.dropFirst(Self.pieceSize)
            let ticket = self.settlements.enter(piece, weight: piece.count)
            lost += try await client.together(ticket, of: self.settlements, until: client.deadline()) {
                [self] session, batch throws(PostgresFailure) in
                try settle(batch, session)
            }
            release(piece.map(\.receipt), settled: piece.count)
        }
        return lost
    }

    /// Settles what several callers want; a receipt that two of them have is settled as the first one says, and lost to the second.
    private func settle(_ batch: [[Settlement]], _ session: PostgresSession) throws(PostgresFailure) -> [[Receipt]] {
        var seen: Set<Receipt> = []
        let all = batch.joined().filter { seen.insert($0.receipt).inserted }
        let membership = try membership(session)
        var parameters = StatementParameters(capacity: 512 + all.count * 60)
        parameters.add(membership.group)
        parameters.add(all.map { Optional(Int64(bitPattern: $0.receipt.session)) })
        parameters.add(all.map { Optional(Int64(bitPattern: $0.receipt.number)) })
        parameters.add(all.map(\.disposition.number))
        parameters.add(all.map { $0.disposition.delayMilliseconds })
        parameters.add(all) { settlement, bytes in
            guard case .deadLetter(let reason) = settlement.disposition else { return false }
            bytes.append(contentsOf: reason.utf8)
            return true
        }
        let result = try session.run("SELECT florin.settle($1, $2, $3, $4, $5, $6)", parameters)
        var found: Set<Receipt> = []
        for row in 0..<result.count {
            let index = Int(result.integer(row, 0)) - 1
            if all.indices.contains(index) { found.insert(all[index].receipt) }
        }
        return batch.map { $0.map(\.receipt).filter { found.remove($0) == nil } }
    }

    func renew(_ receipts: [Receipt]) async throws(MessagingFault) -> [Receipt] {
        var lost: [Receipt] = []
        var rest = receipts[...]
        while !rest.isEmpty {
            try checkOpen()
            let piece = Array(rest.prefix(Self.pieceSize))
            rest = rest.dropFirst(Self.pieceSize)
            lost += try await client.perform(until: client.deadline(), isRepeatable: true) {
                [self] session throws(PostgresFailure) in
                try renew(piece, session)
            }
        }
        if !lost.isEmpty { release(lost) }
        return lost
    }

    private func renew(_ receipts: [Receipt], _ session: PostgresSession) throws(PostgresFailure) -> [Receipt] {
        let membership = try membership(session)
        var parameters = StatementParameters(capacity: 512 + receipts.count * 32)
        parameters.add(membership.group)
        parameters.add(receipts.map { Optional(Int64(bitPattern: $0.session)) })
        parameters.add(receipts.map { Optional(Int64(bitPattern: $0.number)) })
        parameters.add(settings.lease.wholeMilliseconds)
        let result = try session.run("SELECT florin.renew($1, $2, $3, $4)", parameters)
        let found = Set((0..<result.count).map { Int(result.integer($0, 0)) - 1 })
        note(renewed: receipts.enumerated().filter { found.contains($0.offset) }.map(\.element))
        return receipts.enumerated().filter { !found.contains($0.offset) }.map(\.element)
    }
}

extension Disposition {
    /// What `florin.settle` calls it.
    fileprivate var number: Int16 {
        switch self {
        case .ack: 0
        case .retry: 1
        case .deadLetter: 2
        case .release: 3
        }
    }

    /// How long the retry waits.
    fileprivate var delayMilliseconds: Int64? {
        if case .retry(let delay) = self { delay.wholeMilliseconds } else { 0 }
    }
}
