import ArgumentParser
import Messaging
import PaymentHTTP

/// `florin queue list`: what every queue and group has before it.
struct QueueList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all queues and groups with what they have before them.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: QueueOptions

    func run() async throws {
        try await options.with { (broker) throws(MessagingFault) in
            var rows: [(group: ConsumerGroup, depth: Depth)] = []
            for group in try await broker.groups() {
                do throws(MessagingFault) {
                    rows.append((group, try await broker.depth(of: group)))
                } catch {
                    // Removed since it was listed.
                    guard error.code == .unroutable else { throw error }
                }
            }
            if json {
                print(QueueDocument.queues(rows))
            } else if rows.isEmpty {
                print("There are no queues at \(broker.label).")
            } else {
                print(QueueText.table(rows))
            }
        }
    }
}
