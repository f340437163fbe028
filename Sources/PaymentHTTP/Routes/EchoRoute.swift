import NIOCore
import PaymentCore

/// `POST /v1/echo`: reads a payment request as `POST /v1/payments` does and writes a payment, without any engine.
///
/// It is what benchmarks compare with: the cost of HTTP and JSON alone.
struct EchoRoute: Sendable {
    private let template: Payment

    /// Makes a payment in a state of its own, to have something to write.
    init() throws(Rejection) {
        var state = State()
        let currency = try Currency("USD")
        let payer = try AccountID("wallet:echo")
        let payee = try AccountID("merchant:echo")
        let id = PaymentID(high: 0x7000, low: 1 << 63)
        let commands: [Command] = [
            .openAccount(OpenAccount(id: payer, currency: currency, kind: .liability, allowsOverdraft: true)),
            .openAccount(OpenAccount(id: payee, currency: currency, kind: .liability)),
            .requestPayment(PaymentRequest(id: id, amount: Money(1, currency), payer: payer, payee: payee)),
        ]
        for command in commands {
            var events: [Event] = []
            let time = Timestamp(milliseconds: 0)
            try state.decide(command, at: time, into: &events)
            for event in events { try? state.apply(event, at: time) }
        }
        guard let payment = state.payment(id) else { throw .paymentNotFound }
        template = payment
    }

    /// The payment that a request would be.
    func payment(for request: PaymentRequest) -> Payment {
        var payment = template
        payment.id = request.id
        payment.amount = request.amount
        payment.captured = request.amount.minorUnits
        payment.method = request.method
        payment.capture = request.capture
        payment.payer = request.payer
        payment.payee = request.payee
        payment.text = request.text
        return payment
    }
}

extension PaymentResponder {
    /// Answers what a captured payment would be answered.
    func echoPayment(_ exchange: Exchange) throws(Problem) -> HTTPReply {
        guard let echo else { throw Problem(.notFound) }
        try exchange.checkNoQuery()
        try exchange.checkContentType()
        let key = try exchange.requiredKey().key(scope: exchange.access.owner)
        let fields = try CommandFields(body: exchange.body.readableBytesUInt8Span, for: .payment)
        let request = try fields.paymentRequest(id: PaymentID(high: key.high, low: key.low))
        try exchange.access.check(.requestPayment(request))
        var writer = JSONWriter(capacity: 640)
        writer.payment(echo.payment(for: request))
        return HTTPReply(status: 201, body: writer.finish(), position: watermark.position)
    }
}
