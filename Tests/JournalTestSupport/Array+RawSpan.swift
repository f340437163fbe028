extension Array where Element == UInt8 {
    /// Copies bytes.
    package init(_ span: RawSpan) {
        self = unsafe span.withUnsafeBytes { unsafe Array($0) }
    }
}
