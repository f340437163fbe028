public import PaymentCore

/// Reads the entries of a batch, one after the other; see ``EntryEncoder`` for the layout.
///
/// Any bytes may be given to it: what is no entry is a fault.
public struct EntryDecoder: Sendable {
    /// Where the next entry begins, in bytes.
    public private(set) var offset = 0

    /// Creates a decoder that stands at the first entry.
    public init() {}

    /// Reads the next entry.
    /// - Parameters:
    ///   - payload: the payload of a batch, the same for every call
    ///   - events: replaced by the entry's events
    ///   - stamp: replaced by the entry's stamp
    /// - Returns: whether there was an entry
    /// - Throws: ``CodecFault``
    public mutating func next(
        in payload: RawSpan, events: inout [Event], stamp: inout IdempotencyStamp?
    ) throws(CodecFault) -> Bool {
        events.removeAll(keepingCapacity: true)
        stamp = nil
        guard offset < payload.byteCount else { return false }
        var cursor = ByteCursor(offset: offset)
        let head = try cursor.byte(payload)
        if head & 0x80 != 0 {
            stamp = IdempotencyStamp(
                key: IdempotencyKey(high: try cursor.bigEndian(payload), low: try cursor.bigEndian(payload)),
                fingerprint: Fingerprint(value: try cursor.littleEndian(payload)))
        }
        guard head & 0x7F > 0 else { throw CodecFault(.malformed, at: offset) }
        for _ in 0..<(head & 0x7F) {
            events.append(try EntryDecoder.event(payload, &cursor))
        }
        offset = cursor.offset
        return true
    }

    static func event(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> Event {
        let start = cursor.offset
        guard let kind = EventKind(rawValue: try cursor.byte(bytes)) else { throw CodecFault(.unknownKind, at: start) }
        guard try cursor.byte(bytes) == 1 else { throw CodecFault(.unknownVersion, at: start) }
        return switch kind {
        case .transferPosted:
            .transferPosted(
                TransferPosted(posting: try posting(bytes, &cursor), reference: try cursor.optionalText(bytes)))
        case .accountOpened: .accountOpened(try accountOpened(bytes, &cursor))
        case .transferHeld:
            .transferHeld(
                TransferHeld(
                    posting: try posting(bytes, &cursor), expiresAt: try cursor.optionalTime(bytes),
                    reference: try cursor.optionalText(bytes)))
        case .holdPosted:
            .holdPosted(HoldPosted(transfer: try transfer(bytes, &cursor), posting: try posting(bytes, &cursor)))
        case .holdVoided: .holdVoided(try released(bytes, &cursor))
        case .holdExpired: .holdExpired(try released(bytes, &cursor))
        case .paymentRequested: .paymentRequested(try paymentRequested(bytes, &cursor))
        case .paymentAuthorized: .paymentAuthorized(try moved(bytes, &cursor))
        case .paymentCaptured: .paymentCaptured(try moved(bytes, &cursor))
        case .paymentCapturedAtOnce: .paymentCapturedAtOnce(try moved(bytes, &cursor))
        case .paymentDeclined:
            .paymentDeclined(
                PaymentDeclined(
                    payment: PaymentNumber(try cursor.number(bytes)),
                    code: try cursor.rawValue(bytes, as: DeclineCode.self)))
        case .paymentCancelled: .paymentCancelled(try moved(bytes, &cursor))
        case .paymentExpired: .paymentExpired(try moved(bytes, &cursor))
        case .paymentRefunded: .paymentRefunded(try moved(bytes, &cursor))
        }
    }

    private static func accountOpened(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> AccountOpened
    {
        let number = AccountNumber(try cursor.number(bytes))
        let start = cursor.offset
        let text = try cursor.text(bytes)
        guard let id = try? AccountID(text) else { throw CodecFault(.malformed, at: start) }
        return AccountOpened(
            number: number, id: id, currency: try currency(bytes, &cursor),
            kind: try cursor.rawValue(bytes, as: AccountKind.self), allowsOverdraft: try cursor.flag(bytes))
    }

    private static func paymentRequested(
        _ bytes: RawSpan, _ cursor: inout ByteCursor
    ) throws(CodecFault) -> PaymentRequested {
        let number = PaymentNumber(try cursor.number(bytes))
        let id = PaymentID(high: try cursor.bigEndian(bytes), low: try cursor.bigEndian(bytes))
        let amount = Money(try amount(bytes, &cursor), try currency(bytes, &cursor))
        let method = try cursor.rawValue(bytes, as: PaymentMethod.self)
        let capture = try cursor.rawValue(bytes, as: CaptureMode.self)
        let payer = AccountNumber(try cursor.number(bytes))
        let payee = AccountNumber(try cursor.number(bytes))
        let expiresAt = try cursor.optionalTime(bytes)
        let start = cursor.offset
        guard let text = PaymentText(packed: try cursor.bytes(bytes)) else { throw CodecFault(.malformed, at: start) }
        return PaymentRequested(
            number: number, id: id, amount: amount, method: method, capture: capture, payer: payer, payee: payee,
            expiresAt: expiresAt, text: text)
    }

    private static func moved(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> PaymentMoved {
        PaymentMoved(payment: PaymentNumber(try cursor.number(bytes)), posting: try posting(bytes, &cursor))
    }

    private static func released(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> HoldReleased {
        HoldReleased(transfer: try transfer(bytes, &cursor), posting: try posting(bytes, &cursor))
    }

    private static func transfer(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> TransferID {
        TransferID(Position(try cursor.number(bytes)))
    }

    private static func posting(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> Posting {
        let debit = AccountNumber(try cursor.number(bytes))
        let credit = AccountNumber(try cursor.number(bytes))
        return Posting(debit: debit, credit: credit, amount: try amount(bytes, &cursor))
    }

    private static func amount(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> Int64 {
        let start = cursor.offset
        let amount: UInt64 = try cursor.number(bytes)
        guard amount > 0, amount <= UInt64(Money.maximumMinorUnits) else { throw CodecFault(.malformed, at: start) }
        return Int64(amount)
    }

    private static func currency(_ bytes: RawSpan, _ cursor: inout ByteCursor) throws(CodecFault) -> Currency {
        let start = cursor.offset
        guard let currency = Currency(packed: try cursor.littleEndian(bytes)) else {
            throw CodecFault(.malformed, at: start)
        }
        return currency
    }
}
