import CLibpq

/// PostgreSQL's binary form: numbers in network order, arrays with a head.
extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger) {
        var shift = value.bitWidth
        while shift > 0 {
            shift -= 8
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func overwriteBigEndian(_ value: Int32, at place: Int) {
        for index in 0..<4 {
            self[place + index] = UInt8(truncatingIfNeeded: value >> (24 - 8 * index))
        }
    }

    /// Begins an array of one dimension.
    mutating func appendArrayHead(of type: Oid, count: Int) {
        appendBigEndian(Int32(count == 0 ? 0 : 1))
        appendBigEndian(Int32(1))
        appendBigEndian(type)
        guard count > 0 else { return }
        appendBigEndian(Int32(truncatingIfNeeded: count))
        appendBigEndian(Int32(1))
    }
}
