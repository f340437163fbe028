import PaymentCore

extension JSONWriter {
    /// Writes an event as a CloudEvent in structured JSON (CloudEvents 1.0, JSON event format).
    ///
    /// `id` is the position, so that a consumer can drop repeats and see gaps; `partitionkey` (the partitioning extension) is what events are in
    /// order by.
    /// - Parameters:
    ///   - event: the event
    ///   - source: which journal it is in
    mutating func cloudEvent(_ event: NamedEvent, source: String) {
        raw("{\"specversion\":\"1.0\",\"id\":\"")
        integer(Int64(clamping: event.position.value))
        raw("\",\"source\":")
        string(source)
        raw(",\"type\":\"")
        plain(event.name.rawValue)
        raw("\",\"subject\":\"")
        plain(event.key)
        raw("\",\"time\":")
        time(event.time)
        raw(",\"datacontenttype\":\"application/json\",\"partitionkey\":\"")
        plain(event.key)
        raw("\",\"data\":")
        data(of: event)
        raw("}")
    }

    private mutating func data(of event: NamedEvent) {
        switch event.subject {
        case .account(let account):
            raw("{\"account\":\"")
            plain(account.id.description)
            raw("\",\"currency\":")
            currency(account.currency)
            raw(",\"kind\":\"")
            plain(account.kind.name)
            raw("\",\"allows_overdraft\":")
            bool(account.allowsOverdraft)
        case .transfer(let id):
            raw("{\"transfer\":")
            identifier(id)
            transferWords(event.event)
        case .payment(let payment):
            raw("{\"payment\":")
            identifier(payment.id)
            paymentWords(payment, event)
        }
        if let posting = event.posting, let effect = event.event.effect {
            raw(",\"posting\":{\"effect\":\"")
            plain(effect.name)
            raw("\",\"debit\":\"")
            plain(posting.debit.description)
            raw("\",\"credit\":\"")
            plain(posting.credit.description)
            raw("\",\"amount\":")
            integer(posting.amount.minorUnits)
            raw(",\"currency\":")
            currency(posting.amount.currency)
            raw("}")
        }
        raw("}")
    }

    private mutating func transferWords(_ event: Event) {
        switch event {
        case .transferPosted(let event):
            raw(",\"reference\":")
            optional(event.reference)
        case .transferHeld(let event):
            raw(",\"reference\":")
            optional(event.reference)
            raw(",\"expires_at\":")
            if let expiresAt = event.expiresAt { time(expiresAt) } else { raw("null") }
        default: break
        }
    }

    private mutating func paymentWords(_ payment: NamedPayment, _ event: NamedEvent) {
        let amount = event.posting?.amount ?? payment.amount
        raw(",\"amount\":")
        integer(amount.minorUnits)
        raw(",\"currency\":")
        currency(amount.currency)
        raw(",\"payer\":\"")
        plain(payment.payer.description)
        raw("\",\"payee\":\"")
        plain(payment.payee.description)
        raw("\",\"method\":{\"type\":\"")
        plain(payment.method.name)
        raw("\"}")
        switch event.event {
        case .paymentRequested:
            raw(",\"capture\":\"")
            plain(payment.capture.name)
            raw("\"")
            words(payment.text)
            raw(",\"expires_at\":")
            if let expiresAt = payment.expiresAt { time(expiresAt) } else { raw("null") }
        case .paymentDeclined(let declined):
            raw(",\"order\":")
            optional(payment.text.order)
            raw(",\"decline_code\":\"")
            plain(declined.code.name)
            raw("\"")
        default:
            raw(",\"order\":")
            optional(payment.text.order)
        }
    }

    /// Writes a string, or `null`.
    mutating func optional(_ text: String?) {
        if let text { string(text) } else { raw("null") }
    }
}
