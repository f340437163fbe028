/// An array in chunks of 4096 elements.
///
/// It grows without moving what it holds, so no command ever waits for a big copy. It is a value: a copy of it, taken for a snapshot,
/// shares the chunks, and only a chunk that is changed afterwards is copied.
struct ChunkedArray<Element: Sendable>: Sendable {
    private static var shift: Int { 12 }
    private static var mask: Int { 4095 }

    private var chunks: ContiguousArray<ContiguousArray<Element>> = []
    private(set) var count = 0

    var indices: Range<Int> { 0..<count }

    subscript(index: Int) -> Element {
        get { chunks[index >> ChunkedArray.shift][index & ChunkedArray.mask] }
        _modify { yield &chunks[index >> ChunkedArray.shift][index & ChunkedArray.mask] }
    }

    mutating func append(_ element: Element) {
        if count & ChunkedArray.mask == 0 {
            var chunk = ContiguousArray<Element>()
            chunk.reserveCapacity(ChunkedArray.mask + 1)
            chunks.append(chunk)
        }
        chunks[count >> ChunkedArray.shift].append(element)
        count += 1
    }

    mutating func removeLast() {
        count -= 1
        chunks[count >> ChunkedArray.shift].removeLast()
        if count & ChunkedArray.mask == 0 { chunks.removeLast() }
    }
}
