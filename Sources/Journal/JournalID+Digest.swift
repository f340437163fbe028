import Crypto

extension JournalID {
    /// What may be shown of the id, or used as a key: a SHA-256 that does not lead back to it.
    /// - Parameter purpose: what it is for; each purpose has a digest of its own
    /// - Returns: 32 bytes
    public func digest(for purpose: String) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: JournalID.sizeBytes)
        store(in: &bytes, at: 0)
        return Array(SHA256.hash(data: Array(purpose.utf8) + [0] + bytes))
    }
}
