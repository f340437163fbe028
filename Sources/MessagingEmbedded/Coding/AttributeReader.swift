/// Reads values one after the other; whatever is cut off or too large is `nil`.
struct AttributeReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func byte() -> UInt8? {
        guard position < bytes.count else { return nil }
        defer { position += 1 }
        return bytes[position]
    }

    /// Reads how many bytes or pairs follow; never more than there are bytes left.
    mutating func count() -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 35, by: 7) {
            guard let next = byte() else { return nil }
            value |= Int(next & 0x7F) << shift
            if next & 0x80 == 0 { return value <= bytes.count - position ? value : nil }
        }
        return nil
    }

    mutating func text() -> String? {
        guard let count = count() else { return nil }
        defer { position += count }
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe String(decoding: UnsafeBufferPointer(rebasing: buffer[position..<position + count]), as: UTF8.self)
        }
    }

    mutating func number() -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            guard let next = byte() else { return nil }
            value |= UInt64(next) << shift
        }
        return value
    }
}
