import PaymentCore

/// Walks over the packed form of a ``PaymentText``, so that a payment is written without making strings of its words.
struct PackedWords {
    private var offset = 0

    /// Where the next string lies; `nil` for one that is absent, and at the end.
    mutating func next(_ packed: Span<UInt8>) -> Range<Int>? {
        guard packed.count - offset >= 2 else { return nil }
        let size = Int(packed[offset]) | Int(packed[offset + 1]) << 8
        let start = offset + 2
        if size == 0xFFFF {
            offset = start
            return nil
        }
        guard packed.count - start >= size else { return nil }
        offset = start + size
        return start..<offset
    }
}
