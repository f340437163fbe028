/// A text in pieces that end between characters.
struct TextParts: IteratorProtocol {
    private var rest: Substring
    private let size: Int

    /// Begins at the first character; a piece has at most `size` bytes.
    init(_ text: String, size: Int) {
        rest = text[...]
        self.size = size
    }

    mutating func next() -> String? {
        guard !rest.isEmpty else { return nil }
        if rest.utf8.count <= size {
            defer { rest = "" }
            return String(rest)
        }
        let scalars = rest.unicodeScalars
        var end = scalars.startIndex
        var bytes = 0
        while end < scalars.endIndex {
            let width = scalars[end].utf8.count
            if bytes + width > size { break }
            bytes += width
            end = scalars.index(after: end)
        }
        let part = String(rest[..<end])
        rest = rest[end...]
        return part
    }
}
