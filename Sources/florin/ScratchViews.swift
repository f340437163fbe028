import Foundation
import Journal
import PaymentViews

/// Views that were made once more, in a temporary folder that goes with this object.
final class ScratchViews: Sendable {
    let store: ViewStore
    /// The data folder of the live views.
    let data: String
    private let livePath: String
    private let folder: URL

    init(data: String, livePath: String, journal: JournalID) throws {
        self.data = data
        self.livePath = livePath
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("florin-verify-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let settings = ViewSettings(path: folder.appendingPathComponent("views.sqlite").path)
        store = try ViewStore(settings: settings, journalTag: LiveViews.tag(of: journal))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Compares every cell with the live views.
    /// - Returns: what was compared
    /// - Throws: ``CommandFailure`` that names the first difference
    func compare() async throws -> ViewComparison {
        let comparison: ViewComparison
        do {
            comparison = try await store.reader.compare(with: livePath)
        } catch let fault as ViewFault {
            throw ScratchViews.failure("The views are not right: \(fault.message)", data)
        }
        if let difference = comparison.difference {
            let column = difference.column.map { "the column \($0)" } ?? "a row that only one of them has"
            throw ScratchViews.failure(
                "The views are not what the journal adds up to: in the table \(difference.table), key \(difference.key), "
                    + column, data)
        }
        return comparison
    }

    static func failure(_ sentence: String, _ data: String) -> CommandFailure {
        CommandFailure(
            "\(sentence.hasSuffix(".") ? sentence : sentence + ".") The journal itself is right. Run: florin views rebuild --data \(data)"
        )
    }
}
