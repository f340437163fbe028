public import Journal
public import PaymentCore

/// What a queued command is known by until it is decided.
public enum RequestReference: Sendable, Hashable {
    /// The payment that it was promised.
    case payment(PaymentID)
    /// Another command: what keeps it from happening twice and what it looks like, and which time of its being sent this was.
    case command(IdempotencyStamp, turn: UInt64)

    /// The payment that was promised; `nil` where none was.
    public var payment: PaymentID? {
        guard case .payment(let id) = self else { return nil }
        return id
    }
}

extension RequestReference: LosslessStringConvertible {
    /// `pay_…`, or `cmd_` and 64 hexadecimal digits: the key, the fingerprint and the turn.
    public var description: String {
        switch self {
        case .payment(let id): id.description
        case .command(let stamp, let turn):
            "cmd_"
                + [stamp.key.high, stamp.key.low, stamp.fingerprint.value, turn].map { word in
                    let digits = String(word, radix: 16)
                    return String(repeating: "0", count: 16 - digits.count) + digits
                }.joined()
        }
    }

    /// Reads what ``description`` writes.
    /// - Parameter description: the text
    public init?(_ description: String) {
        if let payment = PaymentID(description) {
            self = .payment(payment)
            return
        }
        let digits = Array(description.utf8.dropFirst(4))
        guard description.hasPrefix("cmd_"), digits.count == 64 else { return nil }
        let words = [0, 16, 32, 48].compactMap { start in
            UInt64(String(decoding: digits[start..<start + 16], as: UTF8.self), radix: 16)
        }
        guard words.count == 4 else { return nil }
        self = .command(
            IdempotencyStamp(
                key: IdempotencyKey(high: words[0], low: words[1]), fingerprint: Fingerprint(value: words[2])),
            turn: words[3])
        // Numbers can be written in more ways than one.
        guard self.description == description else { return nil }
    }
}
