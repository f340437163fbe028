import ArgumentParser
import Messaging
import PaymentHTTP

/// `florin queue purge`: throws messages away.
struct QueuePurge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "purge",
        abstract: "Throw messages away, for ever.",
        discussion: "What consumers have at the moment stays.")

    @Argument(help: "The queue, or topic:group.")
    var name: String

    @Option(help: "waiting or dead_letters.")
    var part: String

    @Flag(help: "Do it; without this it only says what would be thrown away.")
    var yes = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: QueueOptions

    func run() async throws {
        guard let part = PurgedPart(rawValue: part) else {
            throw CommandFailure("--part is waiting or dead_letters, not '\(LineText.escaped(part))'.")
        }
        try await options.with(name) { (broker, group, depth) throws(MessagingFault) in
            guard part == .deadLetters || !group.topic.isReserved else {
                throw MessagingFault(
                    .invalid, "What waits in the \(group) was promised to be decided: florin serve works it off")
            }
            guard yes else {
                let count = part == .deadLetters ? depth.dead : depth.ready + depth.delayed
                throw MessagingFault(
                    .invalid,
                    "\(count) \(part == .deadLetters ? "dead letters" : "waiting messages") of the \(group) would be thrown away for ever: say --yes"
                )
            }
            let count = try await broker.purge(part, of: group)
            print(json ? QueueDocument.count("purged", count) : "\(count) of the \(group) thrown away.")
        }
    }
}
