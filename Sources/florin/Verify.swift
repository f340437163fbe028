import ArgumentParser
import BlockingIO
import Foundation
import Journal
import JournalFile
import PaymentCore
import PaymentEngine

/// `florin verify`: proves that the books are right.
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify the journal from its first byte and check that the books balance.",
        discussion: """
            Walks every batch (checksum, hash chain, positions), replays all events from the beginning, checks that in every currency \
            all debits equal all credits, compares the result with what the newest snapshot and the events behind it give, makes the views \
            once more in a temporary file, and compares every cell with those that are live. Changes nothing. Stop the server first. Exits with 1 at the first difference.
            """)

    @OptionGroup
    var options: SettingsOptions

    func run() async throws {
        let settings = try await options.settings()
        do {
            let (report, views) = try await WorkerThread.run(name: "florin-verify") {
                var verification = try Verification(folder: settings.data, settings: settings.engine)
                return try verification.run()
            }
            print(report.text)
            if let views {
                print(VerificationReport.text(try await views.compare()))
            } else {
                print("views     there are none; the next start makes them")
            }
            print("The books are right.")
        } catch let fault as JournalFault where fault.code == .corrupt {
            throw CommandFailure("The journal is not right: \(fault.message)")
        } catch {
            throw Composition.explain(error, folder: settings.data)
        }
    }
}
