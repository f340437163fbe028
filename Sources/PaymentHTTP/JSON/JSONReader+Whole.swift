extension JSONReader {
    /// Whether bytes are one JSON text in UTF-8 and nothing else.
    static func isWholeText(_ bytes: Span<UInt8>) -> Bool {
        var reader = JSONReader()
        do {
            _ = try reader.skipValue(bytes)
            try reader.end(bytes)
            return true
        } catch {
            return false
        }
    }
}
