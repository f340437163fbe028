import ArgumentParser
import PaymentKeys

/// `florin keys create`: a new key, shown once.
struct KeysCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a key and show its token, once.",
        discussion: """
            The token is stored nowhere: only its hash is. To replace a key without a gap, make another one with the same owner, give it \
            to the client, and revoke the old one; the client's idempotency keys stay what they were.
            """)

    @Option(help: "What the key is called, 1 to 64 characters.")
    var name: String

    @Option(help: "Whose it is: idempotency keys of one owner are one set. Default: the name.")
    var owner: String?

    @Option(name: .customLong("scope"), parsing: .singleValue, help: "read, write or admin; may be repeated.")
    var scopes: [String] = []

    @Option(
        name: .customLong("prefix"), parsing: .singleValue,
        help: "Only these accounts, such as wallet:acme; may be repeated. Default: all accounts.")
    var prefixes: [String] = []

    @Option(help: "How many requests in a second. Default: the server's http.requests_per_second.")
    var rate: Int?

    @Option(help: "How many requests at once. Default: as many as in a second.")
    var burst: Int?

    @Option(name: .customLong("expires-in-days"), help: "How long the key lives, in days. Default: for ever.")
    var expiresInDays: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: SettingsOptions

    func run() async throws {
        let file = KeyFile(folder: try await options.settings().data)
        let (key, token) = try file.create(request(), at: Composition.keyTime())
        print(json ? try KeyText.json(key, token: token) : KeyText.created(key, token: token))
    }

    private func request() throws -> KeyRequest {
        guard !scopes.isEmpty else {
            throw CommandFailure("A key needs a scope: --scope read, --scope write, --scope admin, or several of them.")
        }
        let parsed = try scopes.map { text in
            guard let scope = KeyScope(rawValue: text) else {
                throw CommandFailure("A scope is read, write or admin, not '\(text)'.")
            }
            return scope
        }
        var request = KeyRequest(name: name, scopes: Set(parsed))
        request.owner = owner
        request.accountPrefixes = try prefixes.map { try AccountPrefix($0) }
        request.requestsPerSecond = rate
        request.burst = burst
        request.lifetimeDays = expiresInDays
        return request
    }
}
