import ArgumentParser
import Foundation
import Logging
import PaymentEngine

/// `florin import`: commands out of a file, without HTTP.
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Import commands from a file of NDJSON.",
        discussion: """
            The lines are those of POST /v1/batch. Lines that are refused are reported with their number and the reason; the others are \
            durable when this returns. Importing the same file again changes nothing: every command has its idempotency key. Works on \
            the data folder itself, so stop the server first. Exits with 1 if a line was refused.
            """)

    @Argument(help: "The file; - for standard input.")
    var file: String

    @OptionGroup
    var options: SettingsOptions

    @Option(
        help:
            "The owner of the key with which the commands were or will be sent over HTTP, so that they are recognised as the same."
    )
    var owner = ""

    @Flag(help: "Do not show progress.")
    var quiet = false

    func run() async throws {
        let settings = try await options.settings()
        let engine = Composition.engine(
            folder: settings.data, settings: settings.engine, journal: settings.journal,
            logger: Composition.logger(level: .warning))
        let importer = try FileImporter(
            path: file, owner: owner, engine: engine, progress: quiet ? nil : ProgressBar(label: "Importing"))
        let folder = settings.data
        let report = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await engine.run() } catch { throw Composition.explain(error, folder: folder) }
            }
            let report: ImportReport
            do {
                report = try await importer.run()
            } catch let fault as EngineFault {
                // The engine's own reason says more, if it has ended.
                group.cancelAll()
                try await group.waitForAll()
                throw CommandFailure("The import stopped: \(fault.message)")
            }
            group.cancelAll()
            try await group.waitForAll()
            return report
        }
        print(report.text)
        if report.refused > 0 { throw ExitCode(1) }
    }
}
