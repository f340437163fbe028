import FoundationEssentials
import Messaging

/// Where a PostgreSQL is and how to talk to it: `postgres://user:password@host:port/database?sslmode=…&sslrootcert=…&timeout=…`.
struct PostgresSettings: Sendable {
    private static let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    /// Engine, host and port, for people.
    let label: String
    /// How long a call may take at the most.
    let timeout: Duration
    /// What libpq is told, by name.
    private let parameters: [(name: String, value: String)]
    private let password: Secret?

    /// Reads a URL.
    /// - Parameter url: the URL
    /// - Throws: ``MessagingFault`` (`invalid`) with what is wrong
    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "postgres" || url.scheme == "postgresql" else {
            throw MessagingFault(.invalid, "The URL \(url) is none of PostgreSQL: expected postgres://host/database")
        }
        let (host, port) = url.address(usualPort: 5432)
        label = "PostgreSQL at \(host.contains(":") ? "[\(host)]" : host):\(port)"
        var options = BrokerOptions(url)
        timeout = try options.timeout()
        var list = [
            ("host", host), ("port", String(port)), ("application_name", options.text("application_name") ?? "florin"),
            ("client_encoding", "UTF8"), ("gssencmode", "disable"), ("target_session_attrs", "read-write"),
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(timeout.wholeMilliseconds)),
        ]
        if let mode = options.text("sslmode") {
            guard Self.modes.contains(mode) else {
                throw MessagingFault(
                    .invalid,
                    "The option sslmode of the \(url.scheme) URL is \(mode): expected one of "
                        + Self.modes.joined(separator: ", "))
            }
            list.append(("sslmode", mode))
        }
        for name in ["sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding"] {
            if let value = options.text(name) { list.append((name, value)) }
        }
        try options.end()
        if let user = url.user { list.append(("user", user)) }
        if !url.path.isEmpty { list.append(("dbname", url.path)) }
        for (name, value) in list where value.utf8.contains(0) {
            throw MessagingFault(.invalid, "The \(name) of the \(url.scheme) URL has a NUL in it")
        }
        if url.password?.exposed.utf8.contains(0) == true {
            throw MessagingFault(.invalid, "The password of the \(url.scheme) URL has a NUL in it")
        }
        parameters = list
        password = url.password
    }

    /// Lends the settings in the form that libpq takes: names and values, each ended by a null.
    /// - Parameter body: gets both lists
    /// - Returns: what the body returns
    func withPointers<Result>(
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result?
    ) -> Result? {
        var memory: [UInt8] = []
        var names: [Int] = []
        var values: [Int] = []
        var all = parameters
        if let password { all.append(("password", password.exposed)) }
        for (name, value) in all {
            names.append(memory.count)
            memory += Array(name.utf8) + [0]
            values.append(memory.count)
            memory += Array(value.utf8) + [0]
        }
        return unsafe memory.withUnsafeBytes { memory in
            guard let base = unsafe memory.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
            let names = unsafe names.map { unsafe Optional(base + $0) } + [nil]
            let values = unsafe values.map { unsafe Optional(base + $0) } + [nil]
            return unsafe names.withUnsafeBufferPointer { names in
                unsafe values.withUnsafeBufferPointer { values in
                    guard let names = names.baseAddress, let values = values.baseAddress else { return nil }
                    return unsafe body(names, values)
                }
            }
        }
    }
}
