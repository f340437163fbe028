import ArgumentParser
import Messaging
import PaymentHTTP

/// `florin queue redrive`: gives dead letters back to their queue or group.
struct QueueRedrive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redrive",
        abstract: "Give dead letters back to their queue or group, as new messages.")

    @Argument(help: "The queue, or topic:group.")
    var name: String

    @Option(
        name: .customLong("id"), parsing: .singleValue,
        help: "A dead letter, as florin queue peek shows it; may be repeated.")
    var ids: [String] = []

    @Flag(help: "All dead letters.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: QueueOptions

    func run() async throws {
        guard all == ids.isEmpty else {
            throw CommandFailure("Say which dead letters: --id ID, which may be repeated, or --all.")
        }
        try await options.with(name) { (broker, group, _) throws(MessagingFault) in
            let count = try await broker.redrive(all ? nil : ids, of: group)
            let isShort = !all && count < Set(ids).count
            let words = "\(count) dead letter\(count == 1 ? "" : "s") of the \(group) given back."
            print(json ? QueueDocument.count("redriven", count) : words)
            if isShort {
                throw MessagingFault(
                    .unroutable, "\(Set(ids).count - count) of the ids are none of dead letters of the \(group)")
            }
        }
    }
}
