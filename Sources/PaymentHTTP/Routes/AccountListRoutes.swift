import NIOCore
import PaymentCore
import PaymentEngine
import PaymentViews

extension PaymentResponder {
    /// `GET /v1/accounts`: accounts by the beginning of their ids, in the order of their ids.
    func listAccounts(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: ["prefix", "limit", "cursor"])
        let prefix =
            try parameters.value("prefix", "the beginning of the id of an account") { text in
                (try? AccountID(text)).map { _ in text }
            } ?? ""
        let limit = try parameters.limit()
        let cursor = try await reads.current().cursor
        var after: AccountID?
        if let text = parameters["cursor"] {
            let place = try cursor.place(text, .accounts, filter: prefix)
            after = try? AccountID(String(decoding: place, as: UTF8.self))
        }
        try await waitForViews(exchange)
        let selection = exchange.access.selection
        let page = try await reads.read { opened in
            try await opened.views.accounts(prefix: prefix, in: selection, after: after, limit: limit)
        }
        var writer = JSONWriter(capacity: 64 + 320 * page.value.accounts.count)
        writer.raw("{\"accounts\":[")
        writer.list(page.value.accounts) { writer, account in writer.account(account, at: page.position) }
        writer.raw("],\"next\":")
        writer.optional(
            page.value.next.map { cursor.text(.accounts, filter: prefix, place: Array($0.description.utf8)) })
        writer.raw("}")
        return HTTPReply(json: writer, at: page.position)
    }

    /// `GET /v1/accounts/{id}?at=`: an account as it was.
    func readAccount(_ exchange: Exchange, _ id: AccountID, at text: String) async throws(Problem) -> HTTPReply {
        try await waitForViews(exchange)
        let moment = QueryParameters.position(text).map(Moment.position) ?? Timestamp(rfc3339: text).map(Moment.time)
        guard let moment else {
            throw Problem(
                .parameterInvalid, "The parameter at must be a position, or a time as RFC 3339 has it.", field: "at")
        }
        let position = try await position(of: moment)
        let found = try await reads.read { try await $0.views.account(id, at: position) }
        guard let then = found.value else {
            let now = try await reads.read { try await $0.views.account(id) }
            var problem = Problem(.accountNotFound, isPathSubject: true)
            if let account = now.value {
                var time = JSONWriter(capacity: 32)
                time.time(account.openedAt)
                problem.detail =
                    "The account was opened later, at position \(account.opened.value) (\(String(buffer: time.finish()).dropFirst().dropLast()))."
                problem.field = "at"
            }
            throw problem
        }
        var writer = JSONWriter(capacity: 320)
        writer.account(then.account, at: position)
        return HTTPReply(json: writer, at: found.position)
    }

    private enum Moment {
        case position(Position)
        case time(Timestamp)
    }

    /// The last event that had happened at a moment.
    private func position(of moment: Moment) async throws(Problem) -> Position {
        switch moment {
        case .position(let position):
            try await checkNotInFuture(position, "at")
            // The views may be a little behind what a client has seen.
            try await waitForViews(upTo: position)
            return position
        case .time(let time):
            guard time <= engine.now else {
                throw Problem(.atInFuture, "The time is in the future.", field: "at")
            }
            // Everything that happened up to now must be in the views before they are asked.
            let end = try await knownEnd()
            try await waitForViews(upTo: end)
            return try await reads.read { try await $0.views.position(at: time) }.value
        }
    }

    /// `GET /v1/accounts/{id}/entries`: what moved on an account, newest first, with the balance after each.
    func readEntries(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let parameters = try QueryParameters(exchange.path.query, names: ["limit", "cursor"])
        let limit = try parameters.limit()
        let id = try accountID(exchange)
        let cursor = try await reads.current().cursor
        var before: Position?
        if let text = parameters["cursor"] {
            before = try cursor.place(text, .entries, filter: id.description).bigEndianNumber.map(Position.init)
        }
        try await waitForViews(exchange)
        let first = before
        let page = try await lookUp { try await $0.views.entries(id, before: first, limit: limit) }
        guard let value = page.value else { throw Problem(.accountNotFound, isPathSubject: true) }
        var writer = JSONWriter(capacity: 128 + 480 * value.entries.count)
        writer.raw("{\"account\":\"")
        writer.plain(id.description)
        writer.raw("\",\"entries\":[")
        writer.list(value.entries) { writer, entry in
            writer.entry(entry, isWhole: exchange.access.allows(entry.counterparty))
        }
        writer.raw("],\"next\":")
        writer.optional(
            value.next.map { cursor.text(.entries, filter: id.description, place: [UInt8](bigEndian: $0.value)) })
        writer.raw("}")
        return HTTPReply(json: writer, at: page.position)
    }
}
