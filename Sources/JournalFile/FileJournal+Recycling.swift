public import Journal
public import PaymentCore

extension FileJournal {
    /// Turns segments with only events before a position into spares, or removes them; see ``Journal/recycle(before:)``.
    ///
    /// Their old content stays: its positions are lower than any to come, so it is never mistaken for new batches.
    public func recycle(before: Position) throws(JournalFault) {
        try requireUsable()
        while live.count > 1, let next = live[1].first, next <= before {
            do {
                try retire(live[0])
            } catch {
                throw fail(error)
            }
            live.removeFirst()
        }
    }

    /// Moves the oldest segment behind the newest, or removes it if there are enough spares.
    ///
    /// One at a time and durably: whatever a crash leaves, the numbers have no gap.
    private func retire(_ segment: Segment) throws(JournalFault) {
        let fits = segment.sizeBytes >= settings.segmentSizeBytes
        guard fits, spares.count < settings.maximumSpareSegments, let last = spares.last ?? live.last else {
            try disk.remove(segment.name)
            try disk.syncFolder()
            return
        }
        let spare = Segment(sequence: last.sequence + 1, sizeBytes: segment.sizeBytes, first: nil)
        try disk.rename(segment.name, to: spare.name)
        try disk.syncFolder()
        spares.append(spare)
    }
}
