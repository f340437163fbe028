import ArgumentParser
import BlockingIO
import Foundation
import JournalFile
import PaymentCore

/// `florin explain`: the life of one payment or transfer.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell the life of a payment or a transfer: what happened, why, and what it did to the balances.",
        discussion: """
            Replays the journal from its first event and changes nothing. It takes no lock, so it works beside a running server; the newest \
            events may be missing, then. Colours only in a terminal, and not with NO_COLOR. What a client wrote is shown with line ends and \
            controls as % and two hexadecimal digits.
            """)

    @Argument(help: "pay_… or tra_….")
    var id: String

    @OptionGroup
    var options: SettingsOptions

    @Flag(help: "Print one JSON object; amounts are in minor units.")
    var json = false

    func run() async throws {
        let (wanted, folder, json) = (try ExplainedID(id), try await options.settings().data, json)
        let ink = Ink(
            isTerminal: isatty(STDOUT_FILENO) == 1, environment: ProcessInfo.processInfo.environment)
        do {
            print(
                try await WorkerThread.run(name: "florin-explain") { () throws -> String in
                    let disk = try POSIXDisk(folder: folder, createsFolder: false)
                    let (story, position) = try StoryCollector.story(of: wanted, from: disk)
                    guard let story else {
                        throw CommandFailure(
                            "There is no \(wanted.noun) \(wanted.text) among the \(position.value) events in \(folder)."
                        )
                    }
                    return json ? try StoryJSON(story).text() : StoryText(story, ink: ink).text
                })
        } catch {
            throw Composition.explain(error, folder: folder)
        }
    }
}
