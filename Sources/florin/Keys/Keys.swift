import ArgumentParser

/// `florin keys`: who may use the server.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke the keys that clients need.",
        discussion: "Works beside a running server, which notices every change at once.",
        subcommands: [KeysCreate.self, KeysList.self, KeysRevoke.self])
}
