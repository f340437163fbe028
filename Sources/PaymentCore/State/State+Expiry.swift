import HeapModule

extension State {
    /// The next thing that ends by itself.
    ///
    /// Entries of what has ended otherwise are thrown away on the way.
    public mutating func nextExpiry() -> Expiry? {
        while let next = expiries.min {
            if isStillHeld(next) { return next }
            expiries.removeMin()
        }
        return nil
    }

    mutating func insert(_ expiry: Expiry) {
        expiries.insert(expiry)
    }

    /// Ends what has to end by itself.
    /// - Parameters:
    ///   - expiry: what ends
    ///   - time: when; nothing happens before the expiry's own time
    ///   - events: the event is added here; none is where it has ended otherwise
    public func decide(_ expiry: Expiry, at time: Timestamp, into events: inout [Event]) {
        guard expiry.time <= time, isStillHeld(expiry) else { return }
        switch expiry.subject {
        case .transfer(let id):
            guard let hold = holds[id] else { return }
            events.append(.holdExpired(HoldReleased(transfer: id, posting: hold.posting(of: hold.remaining))))
        case .payment(let number):
            let payment = payments[Int(number.value)]
            events.append(.paymentExpired(PaymentMoved(payment: number, posting: payment.posting(of: payment.held))))
        }
    }

    private func isStillHeld(_ expiry: Expiry) -> Bool {
        switch expiry.subject {
        case .transfer(let id): holds[id]?.expiresAt == expiry.time
        case .payment(let number):
            Int(number.value) < payments.count && payments[Int(number.value)].held > 0
                && payments[Int(number.value)].expiresAt == expiry.time
        }
    }
}
