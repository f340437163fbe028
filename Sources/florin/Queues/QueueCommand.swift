import ArgumentParser

/// `florin queue`: what waits in a message engine, and what was given up.
struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue",
        abstract: "Look at queues and their dead letters, redrive and purge.",
        discussion: """
            Works on the message engine itself, beside a running server or without one. A queue is named as it is called, a group of a \
            topic as topic:group.
            """,
        subcommands: [QueueList.self, QueuePeek.self, QueueRedrive.self, QueuePurge.self])
}
