import PaymentCore

/// A place in some bytes that moves on as values are read.
///
/// Whatever the bytes are, it ends in a value or a fault.
struct ByteCursor {
    private(set) var offset: Int

    init(offset: Int) {
        self.offset = offset
    }

    mutating func byte(_ bytes: RawSpan) throws(CodecFault) -> UInt8 {
        guard offset < bytes.byteCount else { throw CodecFault(.truncated, at: offset) }
        defer { offset &+= 1 }
        return bytes.integer(at: offset, as: UInt8.self)
    }

    /// An unsigned LEB128 number that fits its type, in the shortest form.
    mutating func number<Integer: FixedWidthInteger & UnsignedInteger>(_ bytes: RawSpan) throws(CodecFault) -> Integer {
        let start = offset
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try byte(bytes)
            if shift == 63, byte > 1 { throw CodecFault(.malformed, at: start) }
            value |= UInt64(byte & 0x7F) &<< shift
            if byte < 0x80 {
                if byte == 0, shift > 0 { throw CodecFault(.malformed, at: start) }
                break
            }
            shift &+= 7
            if shift > 63 { throw CodecFault(.malformed, at: start) }
        }
        guard let number = Integer(exactly: value) else { throw CodecFault(.malformed, at: start) }
        return number
    }

    mutating func bigEndian(_ bytes: RawSpan) throws(CodecFault) -> UInt64 {
        UInt64(try littleEndian(bytes) as UInt64).byteSwapped
    }

    mutating func littleEndian<Integer: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: RawSpan
    ) throws(CodecFault) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard bytes.byteCount - offset >= size else { throw CodecFault(.truncated, at: offset) }
        defer { offset &+= size }
        return bytes.integer(at: offset, as: Integer.self)
    }

    mutating func flag(_ bytes: RawSpan) throws(CodecFault) -> Bool {
        let start = offset
        let byte = try byte(bytes)
        guard byte <= 1 else { throw CodecFault(.malformed, at: start) }
        return byte == 1
    }

    mutating func rawValue<Value: RawRepresentable<UInt8>>(
        _ bytes: RawSpan, as type: Value.Type
    ) throws(CodecFault) -> Value {
        let start = offset
        guard let value = Value(rawValue: try byte(bytes)) else { throw CodecFault(.malformed, at: start) }
        return value
    }

    mutating func optionalTime(_ bytes: RawSpan) throws(CodecFault) -> Timestamp? {
        guard try flag(bytes) else { return nil }
        let start = offset
        let milliseconds: UInt64 = try number(bytes)
        guard milliseconds < 1 << 53 else { throw CodecFault(.malformed, at: start) }
        return Timestamp(milliseconds: Int64(milliseconds))
    }

    mutating func bytes(_ bytes: RawSpan) throws(CodecFault) -> [UInt8] {
        let size = try size(bytes)
        defer { offset &+= size }
        return unsafe bytes.extracting(offset..<(offset + size)).withUnsafeBytes { unsafe Array($0) }
    }

    mutating func text(_ bytes: RawSpan) throws(CodecFault) -> String {
        let start = offset
        let size = try size(bytes)
        let text = unsafe bytes.extracting(offset..<(offset + size)).withUnsafeBytes {
            unsafe String(validating: $0, as: UTF8.self)
        }
        guard let text else { throw CodecFault(.malformed, at: start) }
        offset &+= size
        return text
    }

    mutating func optionalText(_ bytes: RawSpan) throws(CodecFault) -> String? {
        try flag(bytes) ? try text(bytes) : nil
    }

    private mutating func size(_ bytes: RawSpan) throws(CodecFault) -> Int {
        let start = offset
        let size: UInt64 = try number(bytes)
        guard size <= UInt64(bytes.byteCount - offset) else { throw CodecFault(.truncated, at: start) }
        return Int(size)
    }
}
