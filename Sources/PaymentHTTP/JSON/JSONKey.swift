/// Where a string lies in a JSON text: the bytes between its quotes.
struct JSONKey {
    let start: Int
    let end: Int
    /// Whether there are backslashes, so that the bytes are not yet the text.
    let hasEscapes: Bool
}
