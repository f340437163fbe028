import PaymentCore

extension JSONWriter {
    /// Writes a payment.
    mutating func payment(_ payment: Payment) {
        raw("{\"id\":")
        identifier(payment.id)
        raw(",\"status\":\"")
        plain(payment.status.name)
        raw("\",\"amount\":")
        integer(payment.amount.minorUnits)
        raw(",\"currency\":")
        currency(payment.amount.currency)
        raw(",\"captured\":")
        integer(payment.captured)
        raw(",\"refunded\":")
        integer(payment.refunded)
        raw(",\"method\":{\"type\":\"")
        plain(payment.method.name)
        raw("\"},\"capture\":\"")
        plain(payment.capture.name)
        raw("\",\"payer\":\"")
        plain(payment.payer.description)
        raw("\",\"payee\":\"")
        plain(payment.payee.description)
        raw("\"")
        words(payment.text)
        times(payment)
        if let code = payment.declineCode {
            raw(",\"decline_code\":\"")
            plain(code.name)
            raw("\"")
        }
        raw("}")
    }

    private mutating func times(_ payment: Payment) {
        raw(",\"created_at\":")
        time(payment.createdAt)
        raw(",\"updated_at\":")
        time(payment.updatedAt)
        raw(",\"expires_at\":")
        if let expiresAt = payment.expiresAt { time(expiresAt) } else { raw("null") }
    }

    /// Writes the client's own words as the last fields of an object that is begun.
    mutating func words(_ text: PaymentText) {
        guard !text.packed.isEmpty else {
            raw(",\"order\":null,\"description\":null,\"metadata\":{}")
            return
        }
        var walk = PackedWords()
        let packed = text.packed.span
        raw(",\"order\":")
        optional(walk.next(packed), packed)
        raw(",\"description\":")
        optional(walk.next(packed), packed)
        raw(",\"metadata\":{")
        var isFirst = true
        while let key = walk.next(packed), let value = walk.next(packed) {
            if !isFirst { raw(",") }
            isFirst = false
            string(packed.extracting(key))
            raw(":")
            string(packed.extracting(value))
        }
        raw("}")
    }

    private mutating func optional(_ range: Range<Int>?, _ packed: Span<UInt8>) {
        if let range { string(packed.extracting(range)) } else { raw("null") }
    }
}
