import PaymentCore

/// One file of the journal: batches one behind the other from offset 0 on, or a spare that waits for its turn.
struct Segment: Sendable {
    /// Its place among the segments; part of the name.
    let sequence: Int
    /// Its file's size when it was listed or made.
    let sizeBytes: Int
    /// The position of its first event; nil for spares.
    var first: Position?

    /// Its file's name.
    var name: String {
        Self.name(sequence: sequence)
    }

    static func name(sequence: Int) -> String {
        let digits = String(sequence)
        return "journal-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
    }

    /// The sequence number in a file's name, nil if it is no segment's name.
    static func sequence(inName name: String) -> Int? {
        guard name.hasPrefix("journal-"), name.hasSuffix(".seg"),
            let sequence = Int(name.dropFirst(8).dropLast(4)), sequence >= 0, Self.name(sequence: sequence) == name
        else { return nil }
        return sequence
    }
}
