import ArgumentParser
import BlockingIO
import Foundation
import JournalFile
import PaymentCore
import PaymentHTTP

/// `florin export`: the journal in a format that other programs read.
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write the journal as books for hledger or beancount, as a table, or as CloudEvents.",
        discussion: """
            hledger and beancount: a transaction for every posting that moved money (debits positive, credits negative), and at the end \
            of each day in UTC what the accounts hold, which the program compares with its own sums. Holds move nothing and are left out. \
            csv: a line for every posting, holds too. ndjson: a CloudEvent on every line.

            Reads from the first event and changes nothing. It takes no lock, so it works beside a running server; the newest events may be \
            missing, then.
            """)

    @Option(help: "hledger, beancount, csv or ndjson.")
    var format: ExportFormat

    @OptionGroup
    var options: SettingsOptions

    @Option(help: "The file to write, complete or not at all. Without it, standard output.")
    var output: String?

    func run() async throws {
        let (format, folder, path) = (format, try await options.settings().data, output)
        do {
            try await WorkerThread.run(name: "florin-export") {
                let disk = try POSIXDisk(folder: folder, createsFolder: false)
                let events = CloudEvents(journal: try FileJournalReader(disk: disk).id)
                let writer = format.writer(cloudEvent: events.bytes)
                if let path {
                    try Export.write(to: path, from: disk, writer)
                } else {
                    _ = try Exporter.export(from: disk, with: writer) { bytes in
                        try ExportFile.write(bytes, to: .standardOutput, name: "standard output")
                    }
                }
            }
        } catch {
            throw Composition.explain(error, folder: folder)
        }
    }

    private static func write(to path: String, from disk: POSIXDisk, _ writer: any ExportWriter) throws {
        let file = try ExportFile(path: path, besides: disk.folder)
        do {
            _ = try Exporter.export(from: disk, with: writer) { try file.write($0) }
            try file.complete()
        } catch {
            file.discard()
            throw error
        }
    }
}
