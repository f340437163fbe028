import ArgumentParser

/// The program: every command lives in a file of its own.
@main
struct Florin: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "florin",
        abstract: "An event-driven payment system in one binary.",
        subcommands: [
            Serve.self, Import.self, Accounts.self, Verify.self, Views.self, Export.self, Explain.self, Keys.self,
            QueueCommand.self, Bench.self,
        ])
}
