/// Some of the fields that a command can have.
struct CommandFieldSet: Hashable, ExpressibleByArrayLiteral {
    private var bits: UInt32 = 0

    init(arrayLiteral fields: CommandField...) {
        for field in fields { insert(field) }
    }

    /// Adds a field.
    /// - Returns: whether it was not yet there
    @discardableResult
    mutating func insert(_ field: CommandField) -> Bool {
        let isNew = !contains(field)
        bits |= 1 &<< field.rawValue
        return isNew
    }

    func contains(_ field: CommandField) -> Bool {
        bits & (1 &<< field.rawValue) != 0
    }

    /// The fields of either set.
    func union(_ other: CommandFieldSet) -> CommandFieldSet {
        var result = self
        result.bits |= other.bits
        return result
    }

    /// One of the fields that are in this set and not in the other, by the order of their names; `nil` where there are none.
    func firstOutside(_ other: CommandFieldSet) -> CommandField? {
        let rest = bits & ~other.bits
        return rest == 0 ? nil : CommandField(rawValue: UInt32(truncatingIfNeeded: rest.trailingZeroBitCount))
    }
}
