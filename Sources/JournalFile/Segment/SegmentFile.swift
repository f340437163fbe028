import Journal

/// Makes new segment files.
enum SegmentFile {
    /// The end of the names of files that are not segments yet; opening a journal throws such files away.
    static let temporarySuffix = ".seg.tmp"

    // Small enough that a running journal, which syncs the same disk, never waits long for one piece.
    private static let pieceSizeBytes = 1 << 20
    private static let zeros = [UInt8](repeating: 0, count: pieceSizeBytes)

    /// Creates a file full of zeros, durable except for its name.
    ///
    /// Zeros are really written: space that is only reserved is marked as unwritten, and the first write into it would change
    /// the file system's metadata, which makes the sync of a batch several times slower.
    /// - Parameters:
    ///   - name: a temporary name that no file has
    ///   - sizeBytes: the size
    ///   - disk: the folder
    ///   - isStopped: asked before every piece; true gives up
    /// - Returns: false if it was given up; the file is gone then
    /// - Throws: `.full`, `.io`; the file is gone then as well, as far as possible
    static func prepare(
        _ name: String, sizeBytes: Int, on disk: some Disk, isStopped: () -> Bool = { false }
    ) throws(JournalFault) -> Bool {
        let file = try disk.open(name, for: .creating)
        do {
            try disk.reserve(sizeBytes, for: file)
            for offset in stride(from: 0, to: sizeBytes, by: pieceSizeBytes) {
                if isStopped() {
                    try disk.remove(name)
                    return false
                }
                let piece = unsafe zeros.span.bytes.extracting(first: min(pieceSizeBytes, sizeBytes - offset))
                try disk.write(piece, to: file, at: offset)
                try disk.sync(file)
            }
            return true
        } catch {
            try? disk.remove(name)
            throw error
        }
    }
}
