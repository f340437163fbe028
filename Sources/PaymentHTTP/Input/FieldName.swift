/// The name of a JSON field in a form that is compared in a few instructions.
struct FieldName: Hashable {
    private let count: Int
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)

    /// The longest name that can be told apart.
    static let maximumBytes = 24

    /// - Parameter bytes: the name; `nil` comes of names that are too long to be one of ours
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count <= FieldName.maximumBytes else { return nil }
        count = bytes.count
        for index in bytes.indices {
            let shifted = UInt64(bytes[index]) &<< UInt64(truncatingIfNeeded: (index & 7) &* 8)
            switch index >> 3 {
            case 0: words.0 |= shifted
            case 1: words.1 |= shifted
            default: words.2 |= shifted
            }
        }
    }

    static func == (left: FieldName, right: FieldName) -> Bool {
        left.count == right.count && left.words == right.words
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}
