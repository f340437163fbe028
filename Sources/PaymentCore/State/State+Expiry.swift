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

    /// Notes that something ends by itself.
    ///
    /// Notes of what has ended otherwise, and notes made twice, are thrown away whenever their number has doubled.
    mutating func insert(_ expiry: Expiry) {
        expiries.insert(expiry)
        guard expiries.count > 2 * expiriesAfterCleaning + 1024 else { return }
        expiries = Heap(Set(expiries.unordered).filter { isStillHeld($0) })
        expiriesAfterCleaning = expiries.count
    }

    /// How many notes of what ends by itself are kept; for tests.
    package var expiryNoteCount: Int { expiries.count }

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
