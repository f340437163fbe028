/// A header of a frame.
struct StompHeader: Sendable, Hashable {
    var name: String
    var value: String

    /// Creates a header.
    init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
