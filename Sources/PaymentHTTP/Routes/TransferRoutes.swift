import NIOCore
import PaymentCore
import PaymentViews

extension PaymentResponder {
    /// `POST /v1/transfers`.
    func makeTransfer(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.requiredKey()
        let fields = try CommandFields(body: exchange.body.readableBytesUInt8Span, for: .transfer)
        return try await submit(.transfer(fields.transferRequest()), key: key, for: exchange.access)
    }

    /// `GET /v1/transfers/{id}`.
    func readTransfer(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        guard let id = TransferID(exchange.path.id) else { throw Problem(.transferNotFound, isPathSubject: true) }
        try await waitForViews(exchange)
        // A transfer that was answered is there: who finds none might make it again.
        let end = try await knownEnd()
        if id.position <= end { try await waitForViews(upTo: end) }
        let transfer = try await lookUp { try await $0.views.transfer(id) }
        guard let value = transfer.value, exchange.access.allows(value.debit), exchange.access.allows(value.credit)
        else { throw Problem(.transferNotFound, isPathSubject: true) }
        var writer = JSONWriter(capacity: 480)
        writer.transfer(value)
        return HTTPReply(json: writer, at: transfer.position)
    }

    /// `POST /v1/transfers/{id}/post` and `/void`.
    ///
    /// An empty body is an empty object.
    func changeTransfer(_ exchange: Exchange, _ kind: CommandKind) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.requiredKey()
        let amount = try exchange.optionalFields(for: kind).amount
        guard let id = TransferID(exchange.path.id) else { throw Problem(.transferNotFound, isPathSubject: true) }
        let command: Command =
            kind == .post ? .post(PostTransfer(transfer: id, amount: amount)) : .void(VoidTransfer(transfer: id))
        return try await submit(command, key: key, for: exchange.access, isPathSubject: true)
    }
}
