import ArgumentParser
import Configuration
import SystemPackage

/// The flags of a command that takes settings.
///
/// A flag beats the environment (`FLORIN_LISTEN`, `FLORIN_ENGINE_MAXIMUM_WAITING_COMMANDS`), which beats the YAML file.
struct SettingsOptions: ParsableArguments {
    @Option(help: "The data folder. Default ./data")
    var data: String?

    @Option(help: "Where to listen, ADDRESS:PORT. Default 127.0.0.1:8080")
    var listen: String?

    @Option(
        name: .customLong("log-level"), help: "How much to log: trace, debug, info, notice, warning, error, critical.")
    var logLevel: String?

    @Option(help: "A YAML file with settings. Also FLORIN_CONFIG.")
    var config: String?

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: "Any setting as KEY=VALUE, such as engine.maximum_waiting_commands=1000; may be repeated.")
    var assignments: [String] = []

    /// Reads all settings.
    /// - Throws: ``CommandFailure`` that names a wrong setting, and what keeps the file from being read
    func settings() async throws -> Settings {
        let environment = EnvironmentVariablesProvider().prefixKeys(with: "florin")
        var providers: [any ConfigProvider] = [InMemoryProvider(name: "flags", values: try flags()), environment]
        let path = config ?? ConfigReader(provider: environment).string(forKey: "config")
        if let path {
            do {
                providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path)))
            } catch {
                throw CommandFailure("The settings file \(path) cannot be read: \(error)")
            }
        }
        let reader = SettingsReader(config: ConfigReader(providers: providers))
        let settings = try Settings(reader)
        for assignment in assignments {
            let key = String(assignment.prefix { $0 != "=" })
            guard reader.keys.contains(key) else { throw CommandFailure("There is no setting \(key).") }
        }
        if let path, let key = try SettingsFile.keys(path).first(where: { !reader.keys.contains($0) }) {
            throw CommandFailure("There is no setting \(key), which the file \(path) has.")
        }
        return settings
    }

    private func flags() throws -> [AbsoluteConfigKey: ConfigValue] {
        var values: [AbsoluteConfigKey: ConfigValue] = [:]
        for assignment in assignments {
            guard let equals = assignment.firstIndex(of: "=") else {
                throw CommandFailure("--set takes KEY=VALUE, not '\(assignment)'.")
            }
            let key = assignment[..<equals].split(separator: ".").map(String.init)
            values[AbsoluteConfigKey(key)] = .init(
                .string(String(assignment[assignment.index(after: equals)...])), isSecret: false)
        }
        for (key, value) in [("data", data), ("listen", listen), ("log_level", logLevel)] {
            if let value { values[AbsoluteConfigKey([key])] = .init(.string(value), isSecret: false) }
        }
        return values
    }
}
