extension PaymentID {
    private static let prefix = "pay_"
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// `pay_` and 26 characters of Crockford's base 32, most significant first.
    public var description: String {
        var text: InlineArray<30, UInt8> = .init(repeating: 0)
        for (index, byte) in PaymentID.prefix.utf8.enumerated() {
            text[index] = byte
        }
        var value = (high: high, low: low)
        for index in stride(from: 29, through: 4, by: -1) {
            text[index] = PaymentID.alphabet[Int(value.low & 31)]
            value = (value.high >> 5, value.low >> 5 | value.high << 59)
        }
        return String(decoding: text.indices.map { text[$0] }, as: UTF8.self)
    }

    /// Reads a name.
    ///
    /// Lower case is read as well.
    /// - Parameter text: `pay_` and 26 characters of Crockford's base 32
    public init?(_ text: String) {
        guard text.hasPrefix(PaymentID.prefix), text.utf8.count == 30 else { return nil }
        var value: (high: UInt64, low: UInt64) = (0, 0)
        for (index, byte) in text.utf8.dropFirst(4).enumerated() {
            guard let digit = PaymentID.digit(byte), index > 0 || digit < 8 else { return nil }
            value = (value.high << 5 | value.low >> 59, value.low << 5 | digit)
        }
        self.init(high: value.high, low: value.low)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
        return alphabet.firstIndex(of: upper).map(UInt64.init)
    }
}
