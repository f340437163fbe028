public import Journal
import PaymentCore

extension FileJournal {
    /// Removes what a crash left half made, and writes the id if the journal is new.
    /// - Returns: the names of the files that are there now
    static func tidy(_ disk: D, newID: JournalID) throws(JournalFault) -> [String] {
        var names = try disk.names()
        for name in names where name.hasSuffix(SegmentFile.temporarySuffix) {
            try disk.remove(name)
        }
        names.removeAll { $0.hasSuffix(SegmentFile.temporarySuffix) }
        try JournalIdentity.ensure(newID, on: disk, names: names)
        // A killed process may have renamed a segment without living to sync the folder.
        try disk.syncFolder()
        return names
    }

    /// Says what journal a folder holds before it is opened; where it holds none yet, decides what it will be.
    /// - Parameter disk: the folder
    /// - Returns: the journal's id
    /// - Throws: `.corrupt` when the file with the id is damaged, or missing beside a journal; `.io`, `.full`
    public static func identity(on disk: D) throws(JournalFault) -> JournalID {
        try JournalIdentity.ensure(.random(), on: disk, names: try disk.names())
        return try JournalIdentity.read(from: disk)
    }

    /// Finds the journal's end.
    static func recover(
        _ disk: D, names: [String], trusted: Position
    ) throws(JournalFault) -> JournalRecovery<D> {
        do {
            return try JournalRecovery(disk: disk, names: names, trusted: trusted) { _, _, _ in }
        } catch let fault as JournalFault {
            throw fault
        } catch {
            throw JournalFault(.io, "The journal cannot be read", underlying: error)
        }
    }

    /// Makes the last batch durable, whatever happened to the process that wrote it.
    ///
    /// Where the mark does not say that it was acknowledged, that process may have been killed before its sync, or the sync may
    /// have failed: then the kernel shows these bytes, and even calls them clean, though the disk does not have them. So they
    /// are written once more and synced, with a copy beside them for the time in which they are neither old nor new.
    /// - Returns: the last live segment, open for writing
    static func settleLastBatch(
        of segment: Segment, found: JournalRecovery<D>, on disk: D, names: [String]
    ) throws(JournalFault) -> D.File {
        let file = try disk.open(segment.name, for: .writing)
        if let copy = found.restored {
            try disk.write(unsafe copy.batch.span.bytes, to: file, at: copy.offset)
            try disk.sync(file)
        } else if found.end > found.mark {
            var batch = [UInt8](repeating: 0, count: found.nextOffset - found.lastOffset)
            let count = try disk.read(file, at: found.lastOffset, count: batch.count, into: &batch)
            guard count == batch.count, ChainHash(of: unsafe batch.span.bytes) == found.hash else {
                throw JournalFault(
                    .io,
                    "The batch in \(segment.name), offset \(found.lastOffset), up to position "
                        + "\(found.end.value) changed while it was read; open the journal again")
            }
            let copy = LastBatchCopy(sequence: segment.sequence, offset: found.lastOffset, batch: batch)
            try copy.store(on: disk, names: names)
            try disk.write(unsafe batch.span.bytes, to: file, at: found.lastOffset)
            try disk.sync(file)
            try disk.remove(LastBatchCopy.name)
            return file
        }
        if names.contains(LastBatchCopy.name) { try disk.remove(LastBatchCopy.name) }
        return file
    }

    /// Removes spares that are too small for the present settings, and those behind them: numbers must have no gap.
    func dropShortSpares() throws(JournalFault) {
        guard let short = spares.firstIndex(where: { $0.sizeBytes < settings.segmentSizeBytes }) else { return }
        while spares.count > short, let last = spares.last {
            try disk.remove(last.name)
            try disk.syncFolder()
            spares.removeLast()
        }
    }
}
