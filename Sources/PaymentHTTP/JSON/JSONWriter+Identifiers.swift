import PaymentCore

extension JSONWriter {
    private static let alphabet: InlineArray<32, UInt8> = [
        0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46,
        0x47, 0x48, 0x4A, 0x4B, 0x4D, 0x4E, 0x50, 0x51, 0x52, 0x53, 0x54, 0x56, 0x57, 0x58, 0x59, 0x5A,
    ]

    /// Writes the name of a payment in quotes: the same text as its `description`, without making a string of it.
    mutating func identifier(_ id: PaymentID) {
        var text = InlineArray<26, UInt8>(repeating: 0)
        var (high, low) = (id.high, id.low)
        for index in stride(from: 25, through: 0, by: -1) {
            text[index] = JSONWriter.alphabet[Int(truncatingIfNeeded: low & 31)]
            (high, low) = (high >> 5, low >> 5 | high << 59)
        }
        raw("\"pay_")
        plain(text.span)
        raw("\"")
    }

    /// Writes the name of a transfer in quotes.
    mutating func identifier(_ id: TransferID) {
        raw("\"tra_")
        integer(Int64(clamping: id.position.value))
        raw("\"")
    }

    /// Writes the three letters of a currency in quotes.
    mutating func currency(_ currency: Currency) {
        let packed = currency.packed
        var text = InlineArray<5, UInt8>(repeating: UInt8(ascii: "\""))
        text[1] = UInt8(truncatingIfNeeded: packed / 676) &+ UInt8(ascii: "A")
        text[2] = UInt8(truncatingIfNeeded: packed / 26 % 26) &+ UInt8(ascii: "A")
        text[3] = UInt8(truncatingIfNeeded: packed % 26) &+ UInt8(ascii: "A")
        plain(text.span)
    }
}
