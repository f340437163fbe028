extension RawSpan {
    /// Reads a little-endian integer.
    /// - Parameters:
    ///   - offset: where it begins; the caller has checked that it lies inside
    ///   - type: its type
    /// - Returns: the integer
    package func integer<Integer: FixedWidthInteger & BitwiseCopyable>(
        at offset: Int, as type: Integer.Type
    ) -> Integer {
        Integer(littleEndian: native(at: offset))
    }

    /// Reads an integer as the machine stores it.
    /// - Parameter offset: where it begins; the caller has checked that it lies inside
    /// - Returns: the integer
    func native<Integer: FixedWidthInteger & BitwiseCopyable>(at offset: Int) -> Integer {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: Integer.self)
    }
}
