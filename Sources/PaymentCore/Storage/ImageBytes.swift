extension [UInt8] {
    /// Appends an integer, little-endian.
    package mutating func appendLittleEndian<Integer: FixedWidthInteger>(_ integer: Integer) {
        unsafe Swift.withUnsafeBytes(of: integer.littleEndian) { unsafe append(contentsOf: $0) }
    }
}

/// Reads fixed-size integers from bytes that may be anything.
package struct ImageCursor {
    /// Where the next value begins.
    package private(set) var offset = 0

    /// Creates a cursor at the beginning.
    package init() {}

    /// Reads a little-endian integer.
    package mutating func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan, as type: Integer.Type = Integer.self
    ) throws(ImageFault) -> Integer {
        guard bytes.byteCount - offset >= MemoryLayout<Integer>.size else { throw .truncated }
        defer { offset &+= MemoryLayout<Integer>.size }
        return Integer(littleEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// Reads some bytes.
    package mutating func bytes(_ bytes: RawSpan, count: Int) throws(ImageFault) -> [UInt8] {
        guard count >= 0, bytes.byteCount - offset >= count else { throw .truncated }
        defer { offset &+= count }
        return unsafe bytes.extracting(offset..<(offset + count)).withUnsafeBytes { unsafe Array($0) }
    }

    /// Reads a value with a raw value of one byte.
    package mutating func rawValue<Value: RawRepresentable<UInt8>>(
        _ bytes: RawSpan, as type: Value.Type = Value.self
    ) throws(ImageFault) -> Value {
        guard let value = Value(rawValue: try integer(bytes)) else { throw .malformed }
        return value
    }
}
