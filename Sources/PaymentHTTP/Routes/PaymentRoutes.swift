import NIOCore
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    /// `POST /v1/payments`.
    func requestPayment(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.requiredKey()
        let fields = try CommandFields(body: exchange.body.readableBytesUInt8Span, for: .payment)
        let request = try fields.paymentRequest(id: engine.makePaymentID())
        if exchange.prefersAsync { return try await queuePayment(exchange, request, key) }
        return try await submit(.requestPayment(request), key: key, for: exchange.access)
    }

    /// `GET /v1/payments/{id}`.
    func readPayment(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        let id = try paymentID(exchange)
        try await checkJournal(exchange)
        let reading: Reading<Payment>?
        do throws(EngineFault) {
            reading = try await engine.payment(id)
        } catch {
            throw Problem(error)
        }
        guard let reading, exchange.access.allows(Parties(of: reading.value)) else {
            throw Problem(.paymentNotFound, isPathSubject: true)
        }
        watermark.note(reading.position)
        var writer = JSONWriter(capacity: 640)
        writer.payment(reading.value)
        return HTTPReply(json: writer, at: reading.position)
    }

    /// `POST /v1/payments/{id}/confirm`, `/cancel` and `/refunds`.
    ///
    /// An empty body is an empty object.
    func changePayment(_ exchange: Exchange, _ kind: CommandKind) async throws(Problem) -> HTTPReply {
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.requiredKey()
        let amount = try exchange.optionalFields(for: kind).amount
        let id = try paymentID(exchange)
        let command: Command =
            switch kind {
            case .confirm: .confirm(ConfirmPayment(payment: id, amount: amount))
            case .refund: .refund(RefundPayment(payment: id, amount: amount))
            default: .cancel(CancelPayment(payment: id))
            }
        return try await submit(command, key: key, for: exchange.access, isPathSubject: true)
    }

    /// The payment that the path names.
    func paymentID(_ exchange: Exchange) throws(Problem) -> PaymentID {
        guard let id = PaymentID(exchange.path.id) else { throw Problem(.paymentNotFound, isPathSubject: true) }
        return id
    }
}
