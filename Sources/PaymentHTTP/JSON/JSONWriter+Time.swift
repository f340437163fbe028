import PaymentCore

extension JSONWriter {
    /// Writes a moment as RFC 3339 has it, with milliseconds and `Z`, in quotes.
    mutating func time(_ time: Timestamp) {
        let (days, milliseconds) = time.milliseconds.flooredDivision(by: 86_400_000)
        let date = CivilDate(daysSinceEpoch: days)
        let seconds = milliseconds / 1000
        var text = InlineArray<26, UInt8>(repeating: UInt8(ascii: "\""))
        JSONWriter.put(date.year, digits: 4, at: 1, in: &text)
        text[5] = UInt8(ascii: "-")
        JSONWriter.put(date.month, digits: 2, at: 6, in: &text)
        text[8] = UInt8(ascii: "-")
        JSONWriter.put(date.day, digits: 2, at: 9, in: &text)
        text[11] = UInt8(ascii: "T")
        JSONWriter.put(seconds / 3600, digits: 2, at: 12, in: &text)
        text[14] = UInt8(ascii: ":")
        JSONWriter.put(seconds / 60 % 60, digits: 2, at: 15, in: &text)
        text[17] = UInt8(ascii: ":")
        JSONWriter.put(seconds % 60, digits: 2, at: 18, in: &text)
        text[20] = UInt8(ascii: ".")
        JSONWriter.put(milliseconds % 1000, digits: 3, at: 21, in: &text)
        text[24] = UInt8(ascii: "Z")
        plain(text.span)
    }

    /// Writes the last digits of a number that is not negative.
    private static func put(_ value: Int64, digits: Int, at start: Int, in text: inout InlineArray<26, UInt8>) {
        var rest = value
        for index in stride(from: start + digits - 1, through: start, by: -1) {
            text[index] = UInt8(truncatingIfNeeded: rest % 10) &+ UInt8(ascii: "0")
            rest /= 10
        }
    }
}
