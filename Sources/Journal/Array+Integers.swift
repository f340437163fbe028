extension [UInt8] {
    /// Writes a little-endian integer over existing bytes.
    /// - Parameters:
    ///   - integer: what to write
    ///   - offset: where it begins; the caller has checked that it lies inside
    package mutating func store<Integer: FixedWidthInteger & BitwiseCopyable>(_ integer: Integer, at offset: Int) {
        storeNative(integer.littleEndian, at: offset)
    }

    /// Writes an integer as the machine stores it over existing bytes.
    /// - Parameters:
    ///   - integer: what to write
    ///   - offset: where it begins; the caller has checked that it lies inside
    mutating func storeNative<Integer: FixedWidthInteger & BitwiseCopyable>(_ integer: Integer, at offset: Int) {
        unsafe withUnsafeMutableBytes { buffer in
            unsafe buffer.storeBytes(of: integer, toByteOffset: offset, as: Integer.self)
        }
    }
}
