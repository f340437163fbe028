/// Spreads a 64-bit number over all bits: the finalizer of MurmurHash3 (Appleby, public domain).
/// - Parameter key: any number
/// - Returns: its hash
@inline(__always)
public func keyHash(_ key: UInt64) -> UInt64 {
    var hash = key
    hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
    hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
    return hash ^ hash >> 33
}
