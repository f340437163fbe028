public import Journal
public import PaymentCore

extension FileJournal {
    /// Makes sure that the largest batch finds room; see ``Journal/reserve()``.
    public func reserve() throws(JournalFault) {
        try requireUsable()
        guard !hasRoom(for: settings.maximumBatchSizeBytes), spares.isEmpty else { return }
        try addSpare()
    }

    /// Appends a batch with one write and one sync; see ``Journal/append(_:time:expecting:)``.
    ///
    /// A failed write or sync is never repeated: the object refuses everything from then on.
    public func append(
        _ batch: inout BatchBuffer, time: Timestamp, expecting: Position
    ) throws(JournalFault) -> Position {
        try requireUsable()
        let newEnd = try check(batch, expecting: expecting)
        let sizeBytes = batch.totalSizeBytes
        let file = try place(for: sizeBytes)
        let hash = batch.seal(first: end.next, time: time, id: id, previous: endHash)
        do {
            try disk.write(unsafe batch.bytes.span.bytes, to: file, at: offset)
            try disk.sync(file)
        } catch {
            throw fail(error)
        }
        offset += sizeBytes
        end = newEnd
        endHash = hash
        mark.note(newEnd)
        return newEnd
    }

    /// Refuses a batch before anything is written.
    /// - Returns: where the journal ends with it
    private func check(_ batch: borrowing BatchBuffer, expecting: Position) throws(JournalFault) -> Position {
        guard expecting == end else {
            throw JournalFault(
                .conflict, "The journal ends at position \(end.value), not at \(expecting.value) as expected")
        }
        guard (1...Int(UInt32.max)).contains(batch.eventCount) else {
            throw JournalFault(.invalid, "A batch of \(batch.eventCount) events cannot be appended")
        }
        guard batch.totalSizeBytes <= settings.maximumBatchSizeBytes else {
            throw JournalFault(
                .tooLarge,
                "A batch of \(batch.totalSizeBytes) bytes is larger than the limit of "
                    + "\(settings.maximumBatchSizeBytes) behind position \(end.value)")
        }
        let (newEnd, isOver) = end.value.addingReportingOverflow(UInt64(batch.eventCount))
        guard !isOver, newEnd < .max else {
            throw JournalFault(.invalid, "There is no position behind \(end.value)")
        }
        return Position(newEnd)
    }

    private func hasRoom(for sizeBytes: Int) -> Bool {
        guard current != nil, let last = live.last else { return false }
        return sizeBytes <= last.sizeBytes - offset
    }

    /// Finds the file for the next batch; `offset` is its place there afterwards.
    private func place(for sizeBytes: Int) throws(JournalFault) -> D.File {
        if hasRoom(for: sizeBytes), let current { return current }
        if spares.isEmpty { try addSpare() }
        var next = spares[0]
        let file = try disk.open(next.name, for: .writing)
        spares.removeFirst()
        next.first = end.next
        live.append(next)
        current = file
        offset = 0
        return file
    }

    /// Makes a new segment out of a file that is ready, or of one made on the spot.
    private func addSpare() throws(JournalFault) {
        let name = try readyFile()
        let sequence = ((spares.last ?? live.last)?.sequence ?? -1) + 1
        do {
            try disk.rename(name, to: Segment.name(sequence: sequence))
        } catch {
            try? disk.remove(name)
            throw error
        }
        do {
            try disk.syncFolder()
        } catch {
            throw fail(error)
        }
        spares.append(Segment(sequence: sequence, sizeBytes: settings.segmentSizeBytes, first: nil))
    }

    private func readyFile() throws(JournalFault) -> String {
        if let name = preparer?.take() { return name }
        let name = "now" + SegmentFile.temporarySuffix
        _ = try SegmentFile.prepare(name, sizeBytes: settings.segmentSizeBytes, on: disk)
        return name
    }
}
