import PaymentCore

extension ViewWriter {
    mutating func take(_ event: Event, at position: Int64, time: Int64) throws {
        switch event {
        case .accountOpened(let event): try take(event, at: position, time: time)
        case .transferPosted(let event):
            var movement = try move(.transferPosted, event.posting, at: position, time: time)
            movement.reference = event.reference
            pending.movements.append(movement)
        case .transferHeld(let event):
            var movement = try move(.transferHeld, event.posting, at: position, time: time)
            movement.reference = event.reference
            movement.expiresAt = event.expiresAt?.milliseconds
            pending.movements.append(movement)
        case .holdPosted(let event): try take(.holdPosted, event.transfer, event.posting, at: position, time: time)
        case .holdVoided(let event): try take(.holdVoided, event.transfer, event.posting, at: position, time: time)
        case .holdExpired(let event): try take(.holdExpired, event.transfer, event.posting, at: position, time: time)
        case .paymentRequested(let event): try take(event, at: position, time: time)
        case .paymentDeclined(let event):
            try change(event.payment, .declined(event.code), 0, at: position, time: time)
        case .paymentAuthorized(let event):
            try take(event, .paymentAuthorized, .authorized, at: position, time: time)
        case .paymentCaptured(let event): try take(event, .paymentCaptured, .captured, at: position, time: time)
        case .paymentCapturedAtOnce(let event):
            try take(event, .paymentCapturedAtOnce, .capturedAtOnce, at: position, time: time)
        case .paymentCancelled(let event): try take(event, .paymentCancelled, .cancelled, at: position, time: time)
        case .paymentExpired(let event): try take(event, .paymentExpired, .expired, at: position, time: time)
        case .paymentRefunded(let event): try take(event, .paymentRefunded, .refunded, at: position, time: time)
        }
    }

    private mutating func take(_ event: AccountOpened, at position: Int64, time: Int64) throws {
        guard Int(event.number.value) == accounts.count else {
            throw ViewFault.event(at: position, "opens an account out of order")
        }
        accounts.append(AccountRow(event, at: position, time: time))
        accounts[accounts.count - 1].isDirty = true
        pending.openedAccounts.append(event.id)
    }

    private mutating func take(
        _ kind: MovementKind, _ transfer: TransferID, _ posting: Posting, at position: Int64, time: Int64
    ) throws {
        guard let origin = Int64(exactly: transfer.position.value), origin > 0, origin < position else {
            throw ViewFault.event(at: position, "belongs to no earlier transfer")
        }
        var movement = try move(kind, posting, at: position, time: time)
        movement.origin = origin
        pending.movements.append(movement)
        pending.steps.append(PendingChanges.Step(origin: origin, position: position))
    }

    private mutating func take(_ event: PaymentRequested, at position: Int64, time: Int64) throws {
        let place = storedPayments + pending.newPayments.count
        guard Int(event.number.value) == place, event.number.value < .max - 1 else {
            throw ViewFault.event(at: position, "requests a payment out of order")
        }
        guard Int(event.payer.value) < accounts.count, Int(event.payee.value) < accounts.count,
            event.payer != event.payee
        else { throw ViewFault.event(at: position, "names an account that is not there") }
        var row = PaymentRow(event, at: position, time: time)
        let payer = Int(event.payer.value)
        let payee = Int(event.payee.value)
        touch(payer)
        touch(payee)
        row.previousOfPayer = accounts[payer].lastAsPayer
        row.previousOfPayee = accounts[payee].lastAsPayee
        accounts[payer].lastAsPayer = row.key
        accounts[payee].lastAsPayee = row.key
        accounts[payer].payerCount &+= 1
        accounts[payee].payeeCount &+= 1
        post(event.payer, .debit, accounts[payer].payerCount, row.key)
        post(event.payee, .credit, accounts[payee].payeeCount, row.key)
        pending.newPayments.append(row)
    }

    private mutating func post(_ account: AccountNumber, _ side: Side, _ count: Int64, _ key: Int64) {
        guard count % PendingChanges.signpostDistance == 0 else { return }
        pending.paymentSignposts.append(
            PendingChanges.PaymentSignpost(account: account.value, side: side, payment: key))
    }

    private mutating func take(
        _ event: PaymentMoved, _ movementKind: MovementKind, _ changeKind: PaymentChange.Kind, at position: Int64,
        time: Int64
    ) throws {
        try change(event.payment, changeKind, event.posting.amount, at: position, time: time)
        var movement = try move(movementKind, event.posting, at: position, time: time)
        movement.payment = Int64(event.payment.value) + 1
        pending.movements.append(movement)
    }

    private mutating func change(
        _ number: PaymentNumber, _ kind: PaymentChange.Kind, _ amount: Int64, at position: Int64, time: Int64
    ) throws {
        let place = Int(number.value) - storedPayments
        guard place < pending.newPayments.count else {
            throw ViewFault.event(at: position, "belongs to no earlier payment")
        }
        let change = PaymentChange(
            key: Int64(number.value) + 1, kind: kind, amount: amount, position: position, time: time)
        guard place >= 0 else { return pending.changes.append(change) }
        try pending.newPayments[place].apply(change)
        if !pending.newPayments[place].isFirstStep(change) {
            pending.steps.append(
                PendingChanges.Step(origin: pending.newPayments[place].origin, position: position))
        }
    }

    /// Takes a posting into the balances of its accounts.
    private mutating func move(
        _ kind: MovementKind, _ posting: Posting, at position: Int64, time: Int64
    ) throws -> Movement {
        let debit = Int(posting.debit.value)
        let credit = Int(posting.credit.value)
        guard debit < accounts.count, credit < accounts.count, debit != credit else {
            throw ViewFault.event(at: position, "names an account that is not there")
        }
        touch(debit)
        touch(credit)
        let debitSide = accounts[debit].take(kind.effect, posting.amount, on: .debit, at: position)
        let creditSide = accounts[credit].take(kind.effect, posting.amount, on: .credit, at: position)
        if debitSide.count % PendingChanges.signpostDistance == 0 {
            pending.signposts.append(PendingChanges.Signpost(account: posting.debit.value, position: position))
        }
        if creditSide.count % PendingChanges.signpostDistance == 0 {
            pending.signposts.append(PendingChanges.Signpost(account: posting.credit.value, position: position))
        }
        return Movement(kind, posting, at: position, time: time, debit: debitSide, credit: creditSide)
    }

    private mutating func touch(_ number: Int) {
        if accounts[number].isDirty { return }
        accounts[number].isDirty = true
        pending.dirtyAccounts.append(number)
    }
}
