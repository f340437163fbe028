public import PaymentCore

/// Writes entries: the events of one command, behind the stamp of that command.
///
/// An entry is one byte, whose highest bit says whether a stamp follows and whose other bits count the events (1 to 127); the stamp, if
/// any: the key (16 bytes, big-endian) and the fingerprint (8 bytes, little-endian); and the events. An event is its ``EventKind``, the version of
/// its layout, and its fields in the order of the initializers in `PaymentCore/Events`. Numbers are unsigned LEB128 (DWARF 5, section 7.6);
/// texts are their size in bytes and their bytes; optional fields are one byte, 0 or 1, before them; currencies are two bytes,
/// little-endian; payment ids are 16 bytes, big-endian; moments are milliseconds since 1970, not before.
public enum EntryEncoder {
    /// The most events of one entry.
    public static let maximumEvents = 127

    /// Appends an entry.
    /// - Parameters:
    ///   - events: 1 to ``maximumEvents`` events of one command
    ///   - stamp: what makes the command the same when it is repeated; `nil` where it had no key
    ///   - bytes: where to
    public static func append(_ events: [Event], stamp: IdempotencyStamp?, to bytes: inout [UInt8]) {
        let count = UInt8(truncatingIfNeeded: events.count) & 0x7F
        if let stamp {
            bytes.append(count | 0x80)
            bytes.appendFixed(stamp.key.high.bigEndian)
            bytes.appendFixed(stamp.key.low.bigEndian)
            bytes.appendFixed(stamp.fingerprint.value.littleEndian)
        } else {
            bytes.append(count)
        }
        for index in events.indices {
            append(events[index], to: &bytes)
        }
    }

    /// Appends one event.
    /// - Parameters:
    ///   - event: the event
    ///   - bytes: where to
    static func append(_ event: Event, to bytes: inout [UInt8]) {
        switch event {
        case .transferPosted(let event):
            bytes.append(.transferPosted)
            bytes.append(event.posting)
            bytes.append(event.reference)
        case .accountOpened(let event): append(event, to: &bytes)
        case .transferHeld(let event):
            bytes.append(.transferHeld)
            bytes.append(event.posting)
            bytes.append(event.expiresAt)
            bytes.append(event.reference)
        case .holdPosted(let event): append(.holdPosted, event.transfer, event.posting, to: &bytes)
        case .holdVoided(let event): append(.holdVoided, event.transfer, event.posting, to: &bytes)
        case .holdExpired(let event): append(.holdExpired, event.transfer, event.posting, to: &bytes)
        case .paymentRequested(let event): append(event, to: &bytes)
        case .paymentAuthorized(let event): append(.paymentAuthorized, event, to: &bytes)
        case .paymentCaptured(let event): append(.paymentCaptured, event, to: &bytes)
        case .paymentCapturedAtOnce(let event): append(.paymentCapturedAtOnce, event, to: &bytes)
        case .paymentDeclined(let event):
            bytes.append(.paymentDeclined)
            bytes.append(number: UInt64(event.payment.value))
            bytes.append(event.code.rawValue)
        case .paymentCancelled(let event): append(.paymentCancelled, event, to: &bytes)
        case .paymentExpired(let event): append(.paymentExpired, event, to: &bytes)
        case .paymentRefunded(let event): append(.paymentRefunded, event, to: &bytes)
        }
    }

    private static func append(_ event: AccountOpened, to bytes: inout [UInt8]) {
        bytes.append(.accountOpened)
        bytes.append(number: UInt64(event.number.value))
        bytes.append(text: event.id.description.utf8)
        bytes.appendFixed(event.currency.packed.littleEndian)
        bytes.append(event.kind.rawValue)
        bytes.append(event.allowsOverdraft ? 1 : 0)
    }

    private static func append(_ kind: EventKind, _ transfer: TransferID, _ posting: Posting, to bytes: inout [UInt8]) {
        bytes.append(kind)
        bytes.append(number: transfer.position.value)
        bytes.append(posting)
    }

    private static func append(_ event: PaymentRequested, to bytes: inout [UInt8]) {
        bytes.append(.paymentRequested)
        bytes.append(number: UInt64(event.number.value))
        bytes.appendFixed(event.id.high.bigEndian)
        bytes.appendFixed(event.id.low.bigEndian)
        bytes.append(number: UInt64(bitPattern: event.amount.minorUnits))
        bytes.appendFixed(event.amount.currency.packed.littleEndian)
        bytes.append(event.method.rawValue)
        bytes.append(event.capture.rawValue)
        bytes.append(number: UInt64(event.payer.value))
        bytes.append(number: UInt64(event.payee.value))
        bytes.append(event.expiresAt)
        bytes.append(text: event.text.packed)
    }

    private static func append(_ kind: EventKind, _ event: PaymentMoved, to bytes: inout [UInt8]) {
        bytes.append(kind)
        bytes.append(number: UInt64(event.payment.value))
        bytes.append(event.posting)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ kind: EventKind) {
        append(kind.rawValue)
        append(kind.version)
    }

    fileprivate mutating func append(number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    fileprivate mutating func appendFixed<Integer: FixedWidthInteger>(_ integer: Integer) {
        unsafe Swift.withUnsafeBytes(of: integer) { unsafe append(contentsOf: $0) }
    }

    fileprivate mutating func append(_ posting: Posting) {
        append(number: UInt64(posting.debit.value))
        append(number: UInt64(posting.credit.value))
        append(number: UInt64(bitPattern: posting.amount))
    }

    fileprivate mutating func append(_ moment: Timestamp?) {
        append(moment == nil ? 0 : 1)
        if let moment { append(number: UInt64(bitPattern: moment.milliseconds)) }
    }

    fileprivate mutating func append(_ text: String?) {
        append(text == nil ? 0 : 1)
        if let text { append(text: text.utf8) }
    }

    fileprivate mutating func append(text: some Collection<UInt8>) {
        append(number: UInt64(text.count))
        append(contentsOf: text)
    }
}
