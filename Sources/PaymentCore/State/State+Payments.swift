extension State {
    /// How many payments there are.
    public var paymentCount: Int { payments.count }

    func decide(_ request: PaymentRequest, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        try Money.validate(request.amount.minorUnits)
        let (payer, payee) = try numbers(request.payer, request.payee)
        guard paymentNumber(request.id) == nil else { throw .paymentIDTaken }
        let posting = Posting(debit: payer, credit: payee, amount: request.amount.minorUnits)
        let number = PaymentNumber(UInt32(truncatingIfNeeded: payments.count))
        let result = try firstStep(number, posting, request)
        let isHeld = request.capture == .manual
        let seconds = request.expiresInSeconds ?? PaymentRequest.defaultExpirySeconds
        let expiresAt = try State.expiry(after: seconds, from: time)
        events.append(
            .paymentRequested(
                PaymentRequested(
                    number: number, id: request.id, amount: request.amount, method: request.method,
                    capture: request.capture,
                    payer: payer, payee: payee, expiresAt: isHeld ? expiresAt : nil, text: request.text)))
        events.append(result)
    }

    /// What follows the request at once.
    ///
    /// A lack of funds is a fact; every other obstacle refuses the command.
    private func firstStep(
        _ number: PaymentNumber, _ posting: Posting, _ request: PaymentRequest
    ) throws(Rejection) -> Event {
        do {
            try check(posting, in: request.amount.currency, isHeld: request.capture == .manual)
        } catch .insufficientFunds {
            return .paymentDeclined(PaymentDeclined(payment: number, code: .insufficientFunds))
        }
        let moved = PaymentMoved(payment: number, posting: posting)
        return request.capture == .manual ? .paymentAuthorized(moved) : .paymentCapturedAtOnce(moved)
    }

    func decide(_ request: ConfirmPayment, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        let (number, payment) = try authorized(request.payment, at: time)
        let amount = request.amount ?? payment.held
        try Money.validate(amount)
        guard amount <= payment.held else { throw .captureExceedsAuthorized }
        events.append(.paymentCaptured(PaymentMoved(payment: number, posting: payment.posting(of: amount))))
    }

    func decide(_ request: CancelPayment, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        let (number, payment) = try authorized(request.payment, at: time)
        events.append(.paymentCancelled(PaymentMoved(payment: number, posting: payment.posting(of: payment.held))))
    }

    func decide(_ request: RefundPayment, into events: inout [Event]) throws(Rejection) {
        guard let number = paymentNumber(request.payment) else { throw .paymentNotFound }
        let payment = payments[Int(number.value)]
        guard payment.captured > 0 else { throw .paymentNotCaptured }
        guard payment.refundable > 0 else { throw .paymentAlreadyRefunded }
        let amount = request.amount ?? payment.refundable
        try Money.validate(amount)
        guard amount <= payment.refundable else { throw .refundExceedsCaptured }
        let posting = payment.posting(of: amount).reversed
        try check(posting, in: payment.currency)
        events.append(.paymentRefunded(PaymentMoved(payment: number, posting: posting)))
    }

    /// Finds a payment of which something is still held.
    private func authorized(_ id: PaymentID, at time: Timestamp) throws(Rejection) -> (PaymentNumber, PaymentRecord) {
        guard let number = paymentNumber(id) else { throw .paymentNotFound }
        let payment = payments[Int(number.value)]
        switch payment.phase {
        case .authorized: break
        case .declined, .requested: throw .paymentDeclined
        case .cancelled: throw .paymentCancelled
        case .expired: throw .paymentExpired
        case .settled: throw .paymentAlreadyCaptured
        }
        if let expiresAt = payment.expiresAt, expiresAt <= time { throw .paymentExpired }
        return (number, payment)
    }

    mutating func apply(_ event: PaymentRequested, at time: Timestamp) throws(StateFault) {
        guard Int(event.number.value) == payments.count, event.number.value < .max - 1, paymentNumber(event.id) == nil
        else {
            throw .outOfOrder
        }
        guard record(event.payer) != nil, record(event.payee) != nil else { throw .unknownAccount }
        let record = PaymentRecord(event, at: time, text: texts.append(event.text.packed))
        payments.append(record)
        indexLastPayment()
        undoLog?.record(.paymentRequested)
    }

    mutating func applyAuthorized(_ event: PaymentMoved, at time: Timestamp) throws(StateFault) {
        try hold(event.posting)
        let payment = try change(event.payment, at: time) { (payment) throws(StateFault) in
            guard payment.phase == .requested, event.posting.amount == payment.amount else { throw .exceedsRemaining }
            payment.phase = .authorized
        }
        if let expiresAt = payment.expiresAt {
            insert(Expiry(time: expiresAt, subject: .payment(event.payment)))
        }
    }

    mutating func applyCaptured(_ event: PaymentMoved, from phase: PaymentPhase, at time: Timestamp)
        throws(StateFault)
    {
        if phase == .authorized { try release(event.posting) }
        try post(event.posting)
        try change(event.payment, at: time) { (payment) throws(StateFault) in
            guard payment.phase == phase, event.posting.amount <= payment.amount - payment.captured else {
                throw .exceedsRemaining
            }
            payment.captured += event.posting.amount
            payment.phase = payment.captured == payment.amount ? .settled : .authorized
        }
    }

    mutating func apply(_ event: PaymentDeclined, at time: Timestamp) throws(StateFault) {
        try change(event.payment, at: time) { (payment) throws(StateFault) in
            guard payment.phase == .requested else { throw .outOfOrder }
            payment.phase = .declined
            payment.declineCode = event.code
        }
    }

    mutating func applyReleased(
        _ event: PaymentMoved, endingAs phase: PaymentPhase, at time: Timestamp
    ) throws(StateFault) {
        try release(event.posting)
        try change(event.payment, at: time) { (payment) throws(StateFault) in
            guard payment.phase == .authorized, event.posting.amount == payment.held else { throw .exceedsRemaining }
            payment.phase = phase
        }
    }

    mutating func applyRefunded(_ event: PaymentMoved, at time: Timestamp) throws(StateFault) {
        try post(event.posting)
        try change(event.payment, at: time) { (payment) throws(StateFault) in
            guard event.posting.amount <= payment.refundable else { throw .exceedsRemaining }
            payment.refunded += event.posting.amount
        }
    }

    @discardableResult
    private mutating func change(
        _ number: PaymentNumber, at time: Timestamp, _ body: (inout PaymentRecord) throws(StateFault) -> Void
    ) throws(StateFault) -> PaymentRecord {
        guard Int(number.value) < payments.count else { throw .unknownPayment }
        var payment = payments[Int(number.value)]
        undoLog?.record(.payment(Int(number.value), payment))
        try body(&payment)
        payment.updatedAt = time
        payments[Int(number.value)] = payment
        return payment
    }
}
