import ArgumentParser
import PaymentKeys

/// `florin keys revoke`: ends a key.
struct KeysRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End a key for ever.",
        discussion: "A running server refuses it from the very next request on. The key stays in the list.")

    @Argument(help: "The id of the key, as florin keys list shows it.")
    var id: String

    @OptionGroup
    var options: SettingsOptions

    func run() async throws {
        let file = KeyFile(folder: try await options.settings().data)
        let key = try file.revoke(id, at: Composition.keyTime())
        print("The key \(key.id) (\(key.name)) is revoked.")
    }
}
