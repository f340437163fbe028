extension AccountRecord {
    func write(id: AccountID, to bytes: inout [UInt8]) {
        bytes.appendLittleEndian(debitsPosted)
        bytes.appendLittleEndian(creditsPosted)
        bytes.appendLittleEndian(debitsPending)
        bytes.appendLittleEndian(creditsPending)
        bytes.appendLittleEndian(currency.packed)
        bytes.append(kind.rawValue)
        bytes.append(allowsOverdraft ? 1 : 0)
        bytes.append(UInt8(id.description.utf8.count))
        bytes.append(contentsOf: id.description.utf8)
    }

    static func read(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) -> (AccountID, AccountRecord) {
        let counters: (Int64, Int64, Int64, Int64) = (
            try cursor.integer(bytes), try cursor.integer(bytes), try cursor.integer(bytes), try cursor.integer(bytes)
        )
        guard let currency = Currency(packed: try cursor.integer(bytes)) else { throw .malformed }
        let kind = try cursor.rawValue(bytes, as: AccountKind.self)
        let allowsOverdraft = try cursor.integer(bytes, as: UInt8.self) == 1
        let size = Int(try cursor.integer(bytes, as: UInt8.self))
        let text = String(decoding: try cursor.bytes(bytes, count: size), as: UTF8.self)
        guard let id = try? AccountID(text) else { throw .malformed }
        var record = AccountRecord(currency: currency, kind: kind, allowsOverdraft: allowsOverdraft)
        (record.debitsPosted, record.creditsPosted, record.debitsPending, record.creditsPending) = counters
        guard min(counters.0, counters.1, counters.2, counters.3) >= 0,
            record.hasRoom(for: 0, on: .debit, isHeld: false),
            record.hasRoom(for: 0, on: .credit, isHeld: false)
        else { throw .malformed }
        return (id, record)
    }
}

extension PaymentRecord {
    func write(to bytes: inout [UInt8]) {
        bytes.appendLittleEndian(id.high)
        bytes.appendLittleEndian(id.low)
        bytes.appendLittleEndian(amount)
        bytes.appendLittleEndian(captured)
        bytes.appendLittleEndian(refunded)
        bytes.appendLittleEndian(createdAt.milliseconds)
        bytes.appendLittleEndian(updatedAt.milliseconds)
        bytes.appendLittleEndian(expiresAt?.milliseconds ?? .min)
        bytes.appendLittleEndian(payer.value)
        bytes.appendLittleEndian(payee.value)
        bytes.appendLittleEndian(text.value)
        bytes.appendLittleEndian(currency.packed)
        bytes.append(phase.rawValue)
        bytes.append(method.rawValue)
        bytes.append(capture.rawValue)
        bytes.append(declineCode?.rawValue ?? 0)
    }

    init(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        id = PaymentID(high: try cursor.integer(bytes), low: try cursor.integer(bytes))
        amount = try cursor.integer(bytes)
        captured = try cursor.integer(bytes)
        refunded = try cursor.integer(bytes)
        createdAt = Timestamp(milliseconds: try cursor.integer(bytes))
        updatedAt = Timestamp(milliseconds: try cursor.integer(bytes))
        expiresAtMilliseconds = try cursor.integer(bytes)
        payer = AccountNumber(try cursor.integer(bytes))
        payee = AccountNumber(try cursor.integer(bytes))
        text = TextArena.Reference(value: try cursor.integer(bytes))
        guard let currency = Currency(packed: try cursor.integer(bytes)) else { throw .malformed }
        self.currency = currency
        phase = try cursor.rawValue(bytes)
        method = try cursor.rawValue(bytes)
        capture = try cursor.rawValue(bytes)
        decline = try cursor.integer(bytes)
        guard amount > 0, (0...amount).contains(captured), (0...captured).contains(refunded) else { throw .malformed }
    }
}

extension HoldRecord {
    func write(to bytes: inout [UInt8]) {
        bytes.appendLittleEndian(id.position.value)
        bytes.appendLittleEndian(debit.value)
        bytes.appendLittleEndian(credit.value)
        bytes.appendLittleEndian(amount)
        bytes.appendLittleEndian(posted)
        bytes.appendLittleEndian(expiresAt?.milliseconds ?? .min)
    }

    init(_ bytes: RawSpan, _ cursor: inout ImageCursor) throws(ImageFault) {
        id = TransferID(Position(try cursor.integer(bytes)))
        debit = AccountNumber(try cursor.integer(bytes))
        credit = AccountNumber(try cursor.integer(bytes))
        amount = try cursor.integer(bytes)
        posted = try cursor.integer(bytes)
        let milliseconds: Int64 = try cursor.integer(bytes)
        expiresAt = milliseconds == .min ? nil : Timestamp(milliseconds: milliseconds)
        guard amount > 0, (0..<amount).contains(posted) else { throw .malformed }
    }
}
