import FoundationEssentials
import Messaging

/// What the URL of a Kafka cluster says.
struct KafkaSettings: Sendable {
    /// How a user proves who they are.
    enum Mechanism: String, CaseIterable {
        case plain = "PLAIN"
        case scram256 = "SCRAM-SHA-256"
        case scram512 = "SCRAM-SHA-512"
    }

    /// The usual port of a broker.
    static let usualPort = 9092

    /// The first brokers to ask, with commas between them.
    var bootstrap: String
    /// Who connects; `nil` for nobody in particular.
    var user: String?
    var password: Secret?
    var mechanism: Mechanism
    var isEncrypted: Bool
    /// The file with the certificates that are believed; `nil` for the system's.
    var certificates: String?
    /// How many partitions a new topic gets.
    var partitions: Int
    /// How many brokers keep a new topic's data; -1 for as many as the engine usually has.
    var replication: Int
    /// How long a new topic keeps messages; `nil` for as long as the engine usually does.
    var retention: Duration?
    /// Where a group begins whose offsets the engine has forgotten.
    var expired: GroupBeginning.Policy
    /// The deadline of a call.
    var timeout: Duration
    /// After which time without a sign of life a member counts as dead.
    var session: Duration
    /// Whether what a queue is done with is deleted from its topic.
    var trims: Bool
    /// The most messages in a batch.
    var batch: Int
    /// How long the engine may hold the answer to a fetch back while there is nothing.
    var fetchWait: Int

    /// Reads a URL.
    /// - Parameter url: of the scheme `kafka` or `kafka+tls`
    /// - Throws: ``MessagingFault`` (`invalid`) for anything else, and for options that are unknown
    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "kafka" || url.scheme == "kafka+tls" else {
            throw MessagingFault(
                .invalid, "The URL of a Kafka cluster begins with kafka: or kafka+tls:, not \(url.scheme):")
        }
        guard url.path.isEmpty else {
            throw MessagingFault(.invalid, "The kafka URL names \(url.path) behind the port: expected nothing there")
        }
        var options = BrokerOptions(url)
        isEncrypted = url.scheme == "kafka+tls"
        user = url.user
        password = url.password
        bootstrap = try Self.bootstrap(url, others: options.text("brokers"))
        mechanism = try Self.mechanism(options.text("mechanism"))
        certificates = options.text("cacert")
        partitions = try options.integer("partitions", standard: 8, in: 1...1000)
        replication = try options.integer("replication", standard: -1, in: 1...9)
        retention = try Self.retention(options.text("retention"))
        expired = try Self.expired(options.text("expired"))
        trims = try Self.trims(options.text("trim"))
        session = .seconds(try Self.session(options.text("session")))
        batch = try options.integer("batch", standard: 10_000, in: 1...100_000)
        fetchWait = try options.integer("wait", standard: 500, in: 1...5000)
        timeout = try options.timeout()
        try options.end()
        guard isEncrypted || certificates == nil else {
            throw MessagingFault(.invalid, "The option cacert is one of kafka+tls URLs only")
        }
    }

    private static func bootstrap(_ url: BrokerURL, others: String?) throws(MessagingFault) -> String {
        let (host, port) = url.address(usualPort: usualPort)
        var list = ["\(host.contains(":") ? "[\(host)]" : host):\(port)"]
        for other in (others ?? "").split(separator: ",") {
            guard other.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw MessagingFault(.invalid, "The option brokers of the kafka URL is no list of host:port")
            }
            list.append(String(other))
        }
        return list.joined(separator: ",")
    }

    private static func mechanism(_ text: String?) throws(MessagingFault) -> Mechanism {
        guard let text else { return .plain }
        guard let mechanism = Mechanism(rawValue: text.uppercased()) else {
            let known = Mechanism.allCases.map(\.rawValue).joined(separator: ", ")
            throw MessagingFault(
                .invalid, "The option mechanism of the kafka URL is \(text.prefix(32)): expected one of \(known)")
        }
        return mechanism
    }

    private static func trims(_ text: String?) throws(MessagingFault) -> Bool {
        guard let text else { return false }
        guard let trims = Bool(text) else {
            throw MessagingFault(
                .invalid, "The option trim of the kafka URL is \(text.prefix(32)): expected true or false")
        }
        return trims
    }

    private static func session(_ text: String?) throws(MessagingFault) -> Int {
        guard let text else { return 10 }
        guard text.hasSuffix("s"), let seconds = Int(text.dropLast()), (6...300).contains(seconds) else {
            throw MessagingFault(
                .invalid, "The option session of the kafka URL is \(text.prefix(32)): expected 6s to 300s")
        }
        return seconds
    }

    private static func retention(_ text: String?) throws(MessagingFault) -> Duration? {
        guard let text else { return nil }
        let hours = text.hasSuffix("d") ? 24 : text.hasSuffix("h") ? 1 : 0
        guard let count = Int(text.dropLast()), hours > 0, (1...100_000).contains(count) else {
            throw MessagingFault(
                .invalid, "The option retention of the kafka URL is \(text.prefix(32)): expected a time as 36h or 7d")
        }
        return .seconds(count * hours * 3600)
    }

    private static func expired(_ text: String?) throws(MessagingFault) -> GroupBeginning.Policy {
        guard let text else { return .refuse }
        guard let policy = GroupBeginning.Policy(rawValue: text) else {
            let known = GroupBeginning.Policy.allCases.map(\.rawValue).joined(separator: ", ")
            throw MessagingFault(
                .invalid, "The option expired of the kafka URL is \(text.prefix(32)): expected one of \(known)")
        }
        return policy
    }

    /// The cluster, for people.
    var label: String { "Kafka at \(bootstrap)" }
}
