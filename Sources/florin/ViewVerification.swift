import Foundation
import Journal
import JournalFile
import PaymentCore
import PaymentViews

/// Makes the views once more, in a file of its own, to be compared with those that are live.
///
/// The live file is only read. It may be behind the journal, so the other one is made up to the same position.
struct ViewVerification {
    private let live: ViewHead
    private let scratch: ScratchViews
    private var writer: ViewWriter

    /// Looks at the live views.
    ///
    /// `nil` comes of a folder without views.
    /// - Parameters:
    ///   - data: the data folder
    ///   - journal: the journal's id
    /// - Throws: ``CommandFailure`` where the live views cannot be read
    init?(data: String, journal: JournalID) throws {
        let path = Composition.viewSettings(folder: data).path
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            live = try ViewStore.head(at: path, journalTag: LiveViews.tag(of: journal))
        } catch let fault as ViewFault {
            throw ScratchViews.failure("The views cannot be read: \(fault.message)", data)
        }
        scratch = try ScratchViews(data: data, livePath: path, journal: journal)
        writer = try ViewWriter(scratch.store)
    }

    /// Takes in a batch, as far as the live views have come.
    mutating func take(_ header: BatchHeader, _ payload: RawSpan, hash: ChainHash) throws {
        guard header.last <= live.position else { return }
        try writer.consume(header, payload, hash: hash)
    }

    /// Ends, once all batches were taken in.
    /// - Returns: what is to be compared with the live views
    /// - Throws: ``CommandFailure`` where the live views are of no position of the journal
    mutating func finish() throws -> ScratchViews {
        try writer.commit()
        guard try scratch.store.head() == live else {
            throw ScratchViews.failure(
                "The views hold what the journal does not: they are at position \(live.position.value), where no such "
                    + "batch ends", scratch.data)
        }
        return scratch
    }
}
