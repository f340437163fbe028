extension State {
    /// How many transfers are pending.
    public var pendingTransferCount: Int { holds.count }

    func decide(_ request: TransferRequest, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        try Money.validate(request.amount.minorUnits)
        if let reference = request.reference {
            let isValid =
                (1...TransferRequest.maximumReferenceBytes).contains(reference.utf8.count)
                && !reference.utf8.contains(0)
            guard isValid else { throw .textInvalid }
        }
        let (debit, credit) = try numbers(request.debit, request.credit)
        let posting = Posting(debit: debit, credit: credit, amount: request.amount.minorUnits)
        try check(posting, in: request.amount.currency, isHeld: request.pending)
        let expiresAt = try State.expiry(after: request.expiresInSeconds, from: time)
        if request.pending {
            events.append(
                .transferHeld(TransferHeld(posting: posting, expiresAt: expiresAt, reference: request.reference)))
        } else {
            events.append(.transferPosted(TransferPosted(posting: posting, reference: request.reference)))
        }
    }

    func decide(_ request: PostTransfer, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        let hold = try pending(request.transfer, at: time)
        let amount = request.amount ?? hold.remaining
        try Money.validate(amount)
        guard amount <= hold.remaining else { throw .postExceedsPending }
        events.append(.holdPosted(HoldPosted(transfer: hold.id, posting: hold.posting(of: amount))))
    }

    func decide(_ request: VoidTransfer, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        let hold = try pending(request.transfer, at: time)
        events.append(.holdVoided(HoldReleased(transfer: hold.id, posting: hold.posting(of: hold.remaining))))
    }

    /// The end of a hold that starts now.
    static func expiry(after seconds: Int64?, from time: Timestamp) throws(Rejection) -> Timestamp? {
        guard let seconds else { return nil }
        guard (1...TransferRequest.maximumExpirySeconds).contains(seconds) else { throw .expiryOutOfRange }
        return Timestamp(milliseconds: time.milliseconds &+ seconds &* 1000)
    }

    private func pending(_ id: TransferID, at time: Timestamp) throws(Rejection) -> HoldRecord {
        guard let hold = holds[id] else {
            throw id.position > position ? .transferNotFound : .transferNotPending
        }
        if let expiresAt = hold.expiresAt, expiresAt <= time { throw .transferExpired }
        return hold
    }

    mutating func apply(_ event: TransferHeld, at position: Position) throws(StateFault) {
        let record = HoldRecord(
            id: TransferID(position), debit: event.posting.debit, credit: event.posting.credit,
            amount: event.posting.amount,
            posted: 0, expiresAt: event.expiresAt)
        try hold(event.posting)
        put(record, replacing: nil)
        if let expiresAt = event.expiresAt {
            insert(Expiry(time: expiresAt, subject: .transfer(record.id)))
        }
    }

    mutating func apply(_ event: HoldPosted) throws(StateFault) {
        guard let old = holds[event.transfer] else { throw .unknownHold }
        guard event.posting.amount <= old.remaining else { throw .exceedsRemaining }
        try release(event.posting)
        try post(event.posting)
        var record = old
        record.posted += event.posting.amount
        put(record.remaining == 0 ? nil : record, replacing: old)
    }

    mutating func apply(_ event: HoldReleased) throws(StateFault) {
        guard let old = holds[event.transfer] else { throw .unknownHold }
        guard event.posting.amount == old.remaining else { throw .exceedsRemaining }
        try release(event.posting)
        put(nil, replacing: old)
    }

    private mutating func put(_ record: HoldRecord?, replacing old: HoldRecord?) {
        if let record {
            holds.put(record)
            undoLog?.record(.hold(record.id, old))
        } else if let old {
            holds.remove(old.id)
            undoLog?.record(.hold(old.id, old))
        }
    }
}
