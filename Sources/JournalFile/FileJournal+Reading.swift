public import Journal
public import PaymentCore

extension FileJournal {
    /// Reads every batch that has events behind a position, several MiB at a time; see ``Journal/read(after:_:)``.
    public func read(after: Position, _ body: (BatchHeader, RawSpan) throws -> Void) throws {
        try requireUsable()
        guard after >= start else {
            throw JournalFault(
                .recycled, "Events behind position \(after.value) are gone: the journal begins behind \(start.value)")
        }
        guard after < end else { return }
        let index = live.lastIndex { ($0.first ?? .start) <= after.next } ?? 0
        let before = live[index].first.map { Position($0.value - 1) }
        var walk = JournalWalk(disk: disk, id: id, segments: Array(live[index...]), end: before)
        while (walk.end ?? .start) < end {
            guard let header = try walk.next() else {
                throw try walk.corruption(found: "the journal ends at position \(end.value)")
            }
            if header.last > after {
                try walk.withPayload { try body(header, $0) }
            }
        }
        guard walk.hash == endHash else {
            throw try walk.corruption(found: "the last batch is not the one that was written")
        }
    }
}
