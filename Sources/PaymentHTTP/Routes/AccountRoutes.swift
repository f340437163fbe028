import NIOCore
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// `POST /v1/accounts`.
    ///
    /// It moves no money and asking twice is no error, so an idempotency key may be there and need not.
    func openAccount(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.optionalKey()
        let fields = try CommandFields(body: exchange.body.readableBytesUInt8Span, for: .openAccount)
        return try await submit(.openAccount(fields.openAccount()), key: key, for: exchange.access)
    }

    /// `GET /v1/accounts/{id}`: an account as it is, or, with `at`, as it was.
    func readAccount(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let id = try accountID(exchange)
        if let query = exchange.path.query, !query.isEmpty {
            let parameters = try QueryParameters(query, names: ["at"])
            if let text = parameters["at"] { return try await readAccount(exchange, id, at: text) }
        }
        try await checkJournal(exchange)
        let reading: Reading<Account>?
        do throws(EngineFault) {
            reading = try await engine.account(id)
        } catch {
            throw Problem(error)
        }
        guard let reading else { throw Problem(.accountNotFound, isPathSubject: true) }
        watermark.note(reading.position)
        var writer = JSONWriter(capacity: 320)
        writer.account(reading.value, at: reading.position)
        return HTTPReply(json: writer, at: reading.position)
    }

    /// The account that the path names.
    func accountID(_ exchange: Exchange) throws(Problem) -> AccountID {
        guard let id = try? AccountID(exchange.path.id), exchange.access.allows(id) else {
            throw Problem(.accountNotFound, isPathSubject: true)
        }
        return id
    }
}
