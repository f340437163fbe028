/// Why some bytes are not the JSON that was expected, and where.
struct JSONFault: Error, Hashable {
    /// What is wrong.
    enum Kind: Hashable {
        /// Not JSON (RFC 8259), or not UTF-8.
        case notJSON
        /// JSON, but a value of another type.
        case wrongType
        /// A number with a fraction or an exponent.
        case notInteger
        /// A key that came before in the same object.
        case duplicateKey
    }

    let kind: Kind
    /// The byte at which it was noticed, counted from 0.
    let offset: Int
    /// What was expected there, to be read behind "at byte 12: ".
    let expectation: StaticString

    init(_ kind: Kind, at offset: Int, _ expectation: StaticString) {
        self.kind = kind
        self.offset = offset
        self.expectation = expectation
    }

    static func == (left: JSONFault, right: JSONFault) -> Bool {
        left.kind == right.kind && left.offset == right.offset
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(offset)
    }
}
