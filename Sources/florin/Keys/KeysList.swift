import ArgumentParser
import PaymentKeys

/// `florin keys list`: all keys, without their secrets.
struct KeysList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show all keys, also those that were revoked or have expired.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: SettingsOptions

    func run() async throws {
        let file = KeyFile(folder: try await options.settings().data)
        let keys = (try file.keys() ?? []).map(\.key)
        let now = Composition.keyTime()
        if json {
            print(try KeyText.json(keys, at: now))
        } else if keys.isEmpty {
            print(
                "There are no keys in \(file.path). Make one: florin keys create --name NAME --scope read --scope write"
            )
        } else {
            print(KeyText.table(keys, at: now))
        }
    }
}
