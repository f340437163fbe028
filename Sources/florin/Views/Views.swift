import ArgumentParser
import BlockingIO
import Journal
import JournalFile
import PaymentCore
import PaymentViews

/// `florin views`: the read models.
struct Views: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the views anew.", subcommands: [ViewsRebuild.self])
}

/// `florin views rebuild`: makes the views anew from the journal.
struct ViewsRebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Throw the views away and make them anew from the journal.",
        discussion:
            "Needs the data folder for itself: stop the server first. The server does the same by itself where it must."
    )

    @OptionGroup
    var options: SettingsOptions

    func run() async throws {
        let folder = try await options.settings().data
        do {
            let position = try await WorkerThread.run(name: "florin-views") {
                try ViewsRebuild.rebuild(folder: folder, progress: ProgressBar(label: "views"))
            }
            print("The views are made anew, up to position \(position.value).")
        } catch {
            throw Composition.explain(error, folder: folder)
        }
    }

    private static func rebuild(folder: String, progress: ProgressBar) throws -> Position {
        let disk = try POSIXDisk(folder: folder, createsFolder: false)
        let lock = try disk.lock("journal.lock")
        defer { withExtendedLifetime(lock) {} }
        let end = try JournalAudit(of: disk).end
        var reader = try FileJournalReader(disk: disk)
        let settings = Composition.viewSettings(folder: folder)
        try ViewStore.remove(path: settings.path)
        let store = try ViewStore(settings: settings, journalTag: LiveViews.tag(of: reader.id))
        var writer = try ViewWriter(store)
        try reader.read(after: .start, upTo: end) { header, payload, hash in
            try writer.consume(header, payload, hash: hash)
            progress.show(done: header.last.value, of: end.value)
            return true
        }
        try writer.commit()
        progress.finish()
        return writer.position
    }
}
