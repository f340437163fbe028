/// A set of offsets, kept as runs without a gap: those of a partition that are settled beyond the first that is not.
struct OffsetRuns: Sendable, Hashable {
    /// In order, apart from each other by at least one.
    private(set) var runs: [Range<Int64>] = []

    /// How many offsets it has.
    var count: Int { runs.reduce(0) { $0 + $1.count } }

    var isEmpty: Bool { runs.isEmpty }

    /// Where an offset is, or would be.
    private func index(of offset: Int64) -> Int {
        var low = 0
        var high = runs.count
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].upperBound <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether it has an offset.
    func contains(_ offset: Int64) -> Bool {
        let index = index(of: offset)
        return index < runs.count && runs[index].contains(offset)
    }

    /// Adds offsets, those that it has included.
    mutating func insert(_ added: Range<Int64>) {
        guard !added.isEmpty else { return }
        var first = index(of: added.lowerBound)
        if first > 0, runs[first - 1].upperBound == added.lowerBound { first -= 1 }
        var last = first
        var joined = added
        while last < runs.count, runs[last].lowerBound <= added.upperBound {
            joined = min(joined.lowerBound, runs[last].lowerBound)..<max(joined.upperBound, runs[last].upperBound)
            last += 1
        }
        runs.replaceSubrange(first..<last, with: CollectionOfOne(joined))
    }

    /// Takes the run away that begins at an offset.
    /// - Parameter offset: the offset
    /// - Returns: where the run ended, `nil` where none begins there
    mutating func removeRun(from offset: Int64) -> Int64? {
        guard let first = runs.first, first.contains(offset) else { return nil }
        runs.removeFirst()
        return first.upperBound
    }

    /// How many of a range it has.
    func count(in range: Range<Int64>) -> Int {
        runs.reduce(0) { $0 + $1.clamped(to: range).count }
    }

    /// Forgets what lies below an offset.
    mutating func drop(below offset: Int64) {
        runs = runs.compactMap { run in
            run.upperBound <= offset ? nil : max(run.lowerBound, offset)..<run.upperBound
        }
    }
}

extension OffsetRuns {
    /// Writes the set, counted from an offset below all of it: how many are not in it, how many are, and so on, to the base 36 with dots.
    /// - Parameters:
    ///   - start: the offset
    ///   - limit: the most bytes
    /// - Returns: the text, cut behind the last run that fits; empty for an empty set
    func text(from start: Int64, limit: Int) -> String {
        var text = ""
        var position = start
        for run in runs where run.lowerBound >= position {
            let part =
                (text.isEmpty ? "" : ".") + String(run.lowerBound - position, radix: 36) + "."
                + String(run.upperBound - run.lowerBound, radix: 36)
            guard text.utf8.count + part.utf8.count <= limit else { break }
            text += part
            position = run.upperBound
        }
        return text
    }

    /// Reads a set.
    /// - Parameters:
    ///   - text: as ``text(from:limit:)`` wrote it
    ///   - start: the offset that it counts from
    init?(_ text: some StringProtocol, from start: Int64) {
        var position = start
        var isIn = false
        for part in text.split(separator: ".", omittingEmptySubsequences: false) where !text.isEmpty {
            guard let count = Int64(part, radix: 36), count >= 0, count < 1 << 40, position >= 0 else { return nil }
            let (end, hasOverflown) = position.addingReportingOverflow(count)
            guard !hasOverflown else { return nil }
            if isIn { insert(position..<end) }
            position = end
            isIn.toggle()
        }
    }
}
