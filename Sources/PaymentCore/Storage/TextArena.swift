/// Keeps packed texts one behind the other, without an object for each.
///
/// Texts are only ever added, or taken back from the end. Each is its size in two bytes, little-endian, and its bytes; none crosses the end of a
/// chunk.
struct TextArena: Sendable {
    /// Where a text is: 0 for the empty text, else one more than its offset.
    struct Reference: Sendable, Hashable {
        let value: UInt64

        static let none = Reference(value: 0)
    }

    private static let chunkBytes = 1 << 18

    private(set) var chunks: ContiguousArray<ContiguousArray<UInt8>> = []

    mutating func append(_ text: [UInt8]) -> Reference {
        if text.isEmpty { return .none }
        if chunks.isEmpty || (chunks[chunks.count - 1].count + 2 + text.count > TextArena.chunkBytes) {
            var chunk = ContiguousArray<UInt8>()
            chunk.reserveCapacity(TextArena.chunkBytes)
            chunks.append(chunk)
        }
        let last = chunks.count - 1
        let reference = Reference(value: UInt64(last * TextArena.chunkBytes + chunks[last].count) + 1)
        chunks[last].append(UInt8(truncatingIfNeeded: text.count))
        chunks[last].append(UInt8(truncatingIfNeeded: text.count >> 8))
        chunks[last].append(contentsOf: text)
        return reference
    }

    subscript(reference: Reference) -> [UInt8] {
        if reference == .none { return [] }
        let (chunk, offset) = place(of: reference)
        let size = Int(chunks[chunk][offset]) | Int(chunks[chunk][offset + 1]) << 8
        return Array(chunks[chunk][(offset + 2)..<(offset + 2 + size)])
    }

    /// Takes back the text that was added last.
    mutating func removeLast(_ reference: Reference) {
        if reference == .none { return }
        let (chunk, offset) = place(of: reference)
        chunks[chunk].removeLast(chunks[chunk].count - offset)
        if chunks[chunk].isEmpty { chunks.removeLast() }
    }

    /// Adds a chunk of an image.
    mutating func restore(chunk: [UInt8]) {
        chunks.append(ContiguousArray(chunk))
    }

    /// Whether a reference that was read from an image leads to a text.
    func contains(_ reference: Reference) -> Bool {
        if reference == .none { return true }
        guard reference.value <= UInt64(chunks.count * TextArena.chunkBytes) else { return false }
        let (chunk, offset) = place(of: reference)
        guard chunk < chunks.count, offset + 2 <= chunks[chunk].count else { return false }
        let size = Int(chunks[chunk][offset]) | Int(chunks[chunk][offset + 1]) << 8
        return offset + 2 + size <= chunks[chunk].count
    }

    private func place(of reference: Reference) -> (chunk: Int, offset: Int) {
        let offset = Int(reference.value) - 1
        return (offset / TextArena.chunkBytes, offset % TextArena.chunkBytes)
    }
}
