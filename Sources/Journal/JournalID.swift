/// Sixteen random bytes that tell one journal from every other.
///
/// It stands in every batch header. Bytes that a client chose (a payment's description) could be shaped like a batch header, but
/// they cannot carry an id that the client does not know; so treat it as confidential: it has no description, and no answer,
/// log line or fault ever shows it.
public struct JournalID: Sendable, Hashable {
    /// The size of an id.
    public static let sizeBytes = 16

    private let first: UInt64
    private let second: UInt64

    /// Makes a new id.
    /// - Parameter generator: where the randomness comes from; a seeded one in tests
    public init(using generator: inout some RandomNumberGenerator) {
        first = generator.next()
        second = generator.next()
    }

    /// Makes a new id from the system's randomness.
    /// - Returns: an id that no other journal has
    public static func random() -> JournalID {
        var generator = SystemRandomNumberGenerator()
        return JournalID(using: &generator)
    }

    /// Reads a stored id.
    /// - Parameters:
    ///   - bytes: at least 16 bytes from `offset` on; fewer are a programming error and trap
    ///   - offset: where the id begins
    public init(reading bytes: RawSpan, at offset: Int) {
        first = bytes.native(at: offset)
        second = bytes.native(at: offset + 8)
    }

    /// Writes the 16 bytes.
    /// - Parameters:
    ///   - bytes: where to; at least 16 bytes from `offset` on
    ///   - offset: where the id begins
    public func store(in bytes: inout [UInt8], at offset: Int) {
        bytes.storeNative(first, at: offset)
        bytes.storeNative(second, at: offset + 8)
    }
}

extension JournalID: CustomReflectable, CustomStringConvertible {
    /// A fixed text: the id is confidential.
    public var description: String {
        "JournalID(hidden)"
    }

    /// No children: `dump` shows no more than the description.
    public var customMirror: Mirror {
        Mirror(self, children: [])
    }
}
