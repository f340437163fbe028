extension JSONReader {
    /// Reads an integer.
    ///
    /// A fraction or an exponent is refused even where the value is whole: `10.50` and `1050.0` are what clients send who think in major
    /// units. Whatever does not fit is read as the largest or smallest `Int64`, which every limit of ours refuses.
    mutating func integer(_ bytes: Span<UInt8>) throws(JSONFault) -> Int64 {
        let first = peek(bytes)
        let start = offset
        let isNegative = first == UInt8(ascii: "-")
        if isNegative { advance(by: 1) }
        guard let lead = digit(bytes) else {
            throw isNegative ? JSONFault(.notJSON, at: offset, "a digit") : mismatch(bytes, "an integer")
        }
        var value = Int64(lead)
        advance(by: 1)
        var isSaturated = false
        while let digit = digit(bytes) {
            if lead == 0 { throw JSONFault(.notJSON, at: start, "a number without leading zeros") }
            let (product, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = product.addingReportingOverflow(Int64(digit))
            isSaturated = isSaturated || first || second
            value = isSaturated ? .max : sum
            advance(by: 1)
        }
        if offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
                throw JSONFault(.notInteger, at: start, "an integer, without fraction and exponent")
            default: break
            }
        }
        return isNegative ? (isSaturated ? .min : 0 - value) : value
    }

    private func digit(_ bytes: Span<UInt8>) -> UInt8? {
        guard offset < bytes.count else { return nil }
        let digit = bytes[offset] &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}
