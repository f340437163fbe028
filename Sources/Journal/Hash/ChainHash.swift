import Crypto

/// The SHA-256 of a batch; the next batch carries it, and so each one vouches for all before it.
public struct ChainHash: Sendable, Hashable {
    /// The size of a hash.
    public static let sizeBytes = 32

    /// What the first batch of a journal carries as the hash of its predecessor.
    public static let zero = ChainHash(words: (0, 0, 0, 0))

    // Four words instead of an array: no allocation. Native byte order of the 32 bytes as they lie.
    private let word0: UInt64
    private let word1: UInt64
    private let word2: UInt64
    private let word3: UInt64

    private init(words: (UInt64, UInt64, UInt64, UInt64)) {
        (word0, word1, word2, word3) = words
    }

    /// Computes the hash of a whole batch.
    /// - Parameter bytes: header, payload and padding
    public init(of bytes: RawSpan) {
        var hasher = SHA256()
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe hasher.update(bufferPointer: buffer)
        }
        self = unsafe hasher.finalize().withUnsafeBytes { digest in
            ChainHash(reading: unsafe RawSpan(_unsafeBytes: digest), at: 0)
        }
    }

    /// Reads a stored hash.
    /// - Parameters:
    ///   - bytes: at least 32 bytes from `offset` on; fewer are a programming error and trap
    ///   - offset: where the hash begins
    public init(reading bytes: RawSpan, at offset: Int) {
        word0 = bytes.native(at: offset)
        word1 = bytes.native(at: offset + 8)
        word2 = bytes.native(at: offset + 16)
        word3 = bytes.native(at: offset + 24)
    }

    /// Writes the 32 bytes.
    /// - Parameters:
    ///   - bytes: where to; at least 32 bytes from `offset` on
    ///   - offset: where the hash begins
    public func store(in bytes: inout [UInt8], at offset: Int) {
        bytes.storeNative(word0, at: offset)
        bytes.storeNative(word1, at: offset + 8)
        bytes.storeNative(word2, at: offset + 16)
        bytes.storeNative(word3, at: offset + 24)
    }
}

extension ChainHash: CustomStringConvertible {
    /// The 32 bytes as 64 hexadecimal digits.
    public var description: String {
        var bytes = [UInt8](repeating: 0, count: Self.sizeBytes)
        store(in: &bytes, at: 0)
        return bytes.reduce(into: "") { text, byte in
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
    }
}
