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
        return try await submit(.openAccount(fields.openAccount()), key: key)
    }

    /// `GET /v1/accounts/{id}`.
    func readAccount(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        guard let id = try? AccountID(exchange.path.id) else { throw Problem(.accountNotFound, isPathSubject: true) }
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
        return HTTPReply(status: 200, body: writer.finish(), position: reading.position)
    }
}
