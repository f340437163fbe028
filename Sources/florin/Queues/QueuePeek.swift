import ArgumentParser
import Messaging
import PaymentHTTP

/// `florin queue peek`: the dead letters of a queue or a group.
struct QueuePeek: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peek",
        abstract: "Show dead letters, the oldest first; they stay where they are.",
        discussion: "The id of each is what florin queue redrive --id takes.")

    @Argument(help: "The queue, or topic:group.")
    var name: String

    @Option(help: "How many, 1 to 1000.")
    var limit = 25

    @Option(help: "Go on behind the dead letter of this id.")
    var after: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: QueueOptions

    func run() async throws {
        guard (1...1000).contains(limit) else { throw CommandFailure("--limit is 1 to 1000, not \(limit).") }
        try await options.with(name) { (broker, group, depth) throws(MessagingFault) in
            let letters = try await broker.deadLetters(of: group, after: after, limit: limit)
            if json {
                print(QueueDocument.deadLetters(letters, next: letters.count < limit ? nil : letters.last?.id))
            } else if letters.isEmpty {
                print("There are no\(after == nil ? "" : " more") dead letters of the \(group).")
            } else {
                print(letters.map(QueueText.block).joined(separator: "\n\n"))
                if letters.count == limit, let last = letters.last, depth.dead > letters.count || after != nil {
                    print("\nThere may be more: --after \(LineText.escaped(last.id))")
                }
            }
        }
    }
}
