import PaymentCore

extension ReferenceLedger {
    /// Carries a command out.
    /// - Returns: the code of the refusal; `nil` where it was taken
    mutating func run(_ command: Command, at time: Int64) -> String? {
        switch command {
        case .openAccount(let request): open(request)
        case .transfer(let request): transfer(request, at: time)
        case .post(let request): post(request.transfer.position.value, request.amount.map { Int128($0) }, at: time)
        case .void(let request): void(request.transfer.position.value, at: time)
        case .requestPayment(let request): pay(request, at: time)
        case .confirm(let request): confirm(request.payment, request.amount.map { Int128($0) }, at: time)
        case .cancel(let request): cancel(request.payment, at: time)
        case .refund(let request): refund(request.payment, request.amount.map { Int128($0) }, at: time)
        }
    }

    /// Ends everything that is due.
    mutating func expire(at time: Int64) {
        for (id, hold) in holds where hold.end.map({ $0 <= time }) ?? false {
            holds[id] = nil
            position += 1
        }
        for (id, payment) in payments where payment.held > 0 && payment.end <= time {
            payments[id]?.held = 0
            payments[id]?.updated = time
            payments[id]?.ending = "expired"
            position += 1
        }
    }

    private mutating func open(_ request: OpenAccount) -> String? {
        let entry = AccountEntry(
            currency: request.currency.code, isDebitNormal: ["asset", "expense"].contains(request.kind.name),
            kind: request.kind.name, overdraft: request.allowsOverdraft)
        if let existing = accounts[request.id.description] { return existing == entry ? nil : "account_exists" }
        accounts[request.id.description] = entry
        position += 1
        return nil
    }

    private mutating func transfer(_ request: TransferRequest, at time: Int64) -> String? {
        let movement = Movement(
            debit: request.debit.description, credit: request.credit.description,
            amount: Int128(request.amount.minorUnits))
        if let code = invalid(movement.amount) { return code }
        if let reference = request.reference,
            reference.isEmpty || reference.utf8.count > 255 || reference.contains("\0")
        {
            return "text_invalid"
        }
        if let code = obstacle(movement, request.amount.currency.code) ?? shortage(movement, isHeld: request.pending) {
            return code
        }
        let seconds = request.expiresInSeconds
        if let seconds, seconds < 1 || seconds > 31_536_000 { return "expiry_out_of_range" }
        guard request.pending else {
            movements.append(movement)
            position += 1
            return nil
        }
        position += 1
        holds[position] = Hold(movement: movement, end: seconds.map { time + $0 * 1000 })
        return nil
    }

    private func pending(_ id: UInt64, at time: Int64) -> String? {
        guard let hold = holds[id] else { return id > position ? "transfer_not_found" : "transfer_not_pending" }
        return hold.end.map { $0 <= time } ?? false ? "transfer_expired" : nil
    }

    private mutating func post(_ id: UInt64, _ amount: Int128?, at time: Int64) -> String? {
        if let code = pending(id, at: time) { return code }
        guard var hold = holds[id] else { return nil }
        let amount = amount ?? hold.left
        if let code = invalid(amount) { return code }
        if amount > hold.left { return "post_exceeds_pending" }
        hold.posted += amount
        holds[id] = hold.left == 0 ? nil : hold
        movements.append(Movement(debit: hold.movement.debit, credit: hold.movement.credit, amount: amount))
        position += 1
        return nil
    }

    private mutating func void(_ id: UInt64, at time: Int64) -> String? {
        if let code = pending(id, at: time) { return code }
        holds[id] = nil
        position += 1
        return nil
    }

    private mutating func pay(_ request: PaymentRequest, at time: Int64) -> String? {
        let movement = Movement(
            debit: request.payer.description, credit: request.payee.description,
            amount: Int128(request.amount.minorUnits))
        if let code = invalid(movement.amount) { return code }
        let code = obstacle(movement, request.amount.currency.code)
        if let code, code != "currency_mismatch" { return code }
        if payments[request.id] != nil { return "payment_id_taken" }
        if let code { return code }
        let shortage = shortage(movement, isHeld: request.capture == .manual)
        if let shortage, shortage != "insufficient_funds" { return shortage }
        let seconds = request.expiresInSeconds ?? 604_800
        if seconds < 1 || seconds > 31_536_000 { return "expiry_out_of_range" }
        var payment = PaymentEntry(movement: movement, end: time + seconds * 1000, created: time, updated: time)
        if shortage != nil {
            payment.ending = "declined"
        } else if request.capture == .manual {
            payment.held = movement.amount
        } else {
            payment.captured = movement.amount
            movements.append(movement)
        }
        payments[request.id] = payment
        position += 2
        return nil
    }

    private func authorized(_ id: PaymentID, at time: Int64) -> String? {
        guard let payment = payments[id] else { return "payment_not_found" }
        if let ending = payment.ending { return "payment_" + ending }
        if payment.held == 0 { return "payment_already_captured" }
        return payment.end <= time ? "payment_expired" : nil
    }

    private mutating func confirm(_ id: PaymentID, _ amount: Int128?, at time: Int64) -> String? {
        if let code = authorized(id, at: time) { return code }
        guard let payment = payments[id] else { return nil }
        let amount = amount ?? payment.held
        if let code = invalid(amount) { return code }
        if amount > payment.held { return "capture_exceeds_authorized" }
        payments[id]?.held -= amount
        payments[id]?.captured += amount
        payments[id]?.updated = time
        movements.append(Movement(debit: payment.movement.debit, credit: payment.movement.credit, amount: amount))
        position += 1
        return nil
    }

    private mutating func cancel(_ id: PaymentID, at time: Int64) -> String? {
        if let code = authorized(id, at: time) { return code }
        payments[id]?.held = 0
        payments[id]?.updated = time
        payments[id]?.ending = "cancelled"
        position += 1
        return nil
    }

    private mutating func refund(_ id: PaymentID, _ amount: Int128?, at time: Int64) -> String? {
        guard let payment = payments[id] else { return "payment_not_found" }
        if payment.captured == 0 { return "payment_not_captured" }
        let left = payment.captured - payment.refunded
        if left == 0 { return "payment_already_refunded" }
        let amount = amount ?? left
        if let code = invalid(amount) { return code }
        if amount > left { return "refund_exceeds_captured" }
        let movement = Movement(debit: payment.movement.credit, credit: payment.movement.debit, amount: amount)
        if let code = shortage(movement) { return code }
        payments[id]?.refunded += amount
        payments[id]?.updated = time
        movements.append(movement)
        position += 1
        return nil
    }
}
