/// A number that tells two commands apart which came under one idempotency key.
///
/// It is in the journal, so its formula is for ever: FNV-1a with 64 bits (draft-eastlake-fnv) over the command's kind and fields. Two
/// commands are the same if all their fields are, whatever their JSON looked like; a payment's id, which Florin made up, does not count.
public struct Fingerprint: Sendable, Hashable {
    /// The hash.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// Creates a fingerprint from a number that the journal holds.
    /// - Parameter value: the hash
    public init(value: UInt64) {
        self.value = value
    }

    /// Computes the fingerprint of a command.
    /// - Parameter command: the command
    public init(of command: Command) {
        switch command {
        case .openAccount(let request):
            combine(1, text: request.id.description)
            combine(UInt64(request.currency.packed))
            combine(UInt64(request.kind.rawValue), optional: request.allowsOverdraft ? 1 : nil)
        case .transfer(let request):
            combine(2, text: request.debit.description)
            combine(0, text: request.credit.description)
            combine(request.amount)
            combine(request.pending ? 1 : 0, optional: request.expiresInSeconds)
            combine(request.reference == nil ? 0 : 1, text: request.reference ?? "")
        case .post(let request): combine(3, request.transfer.position.value, optional: request.amount)
        case .void(let request): combine(4, request.transfer.position.value)
        case .requestPayment(let request):
            combine(5, text: request.payer.description)
            combine(
                UInt64(request.method.rawValue) << 8 | UInt64(request.capture.rawValue), text: request.payee.description
            )
            combine(request.amount)
            combine(0, optional: request.expiresInSeconds)
            for byte in request.text.packed { combine(byte: byte) }
        case .confirm(let request): combine(6, request.payment, optional: request.amount)
        case .cancel(let request): combine(7, request.payment)
        case .refund(let request): combine(8, request.payment, optional: request.amount)
        }
    }

    private mutating func combine(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Seven bits a byte, as LEB128.
    private mutating func combine(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            combine(byte: UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        combine(byte: UInt8(truncatingIfNeeded: rest))
    }

    private mutating func combine(_ tag: UInt64, text: String) {
        combine(tag)
        for byte in text.utf8 { combine(byte: byte) }
        combine(byte: 0)
    }

    private mutating func combine(_ amount: Money) {
        combine(UInt64(bitPattern: amount.minorUnits))
        combine(UInt64(amount.currency.packed))
    }

    private mutating func combine(_ tag: UInt64, _ number: UInt64? = nil, optional: Int64? = nil) {
        combine(tag)
        if let number { combine(number) }
        combine(byte: optional == nil ? 0 : 1)
        if let optional { combine(UInt64(bitPattern: optional)) }
    }

    private mutating func combine(_ tag: UInt64, _ payment: PaymentID, optional: Int64? = nil) {
        combine(tag)
        combine(payment.high)
        combine(payment.low, optional: optional)
    }
}
