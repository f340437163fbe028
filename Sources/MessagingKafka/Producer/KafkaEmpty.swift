/// An address for what has no bytes, where the C library takes a null pointer for nothing at all.
@safe
enum KafkaEmpty {
    nonisolated(unsafe) private static let byte: UnsafeMutablePointer<UInt8> = {
        let byte = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
        unsafe byte.initialize(to: 0)
        return unsafe byte
    }()

    /// The address of one byte that nobody reads.
    static var address: UnsafeRawPointer { unsafe UnsafeRawPointer(byte) }
}
