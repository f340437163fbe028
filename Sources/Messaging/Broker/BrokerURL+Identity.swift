extension BrokerURL {
    /// What URLs of an engine may say in more than one way.
    private struct Spelling {
        let name: String
        /// With and without TLS.
        let schemes: Set<String>
        let usualPorts: Set<Int>
        /// What the path means where there is none.
        let usualPath: String
    }

    private static let spellings = [
        Spelling(name: "amqp", schemes: ["amqp", "amqps"], usualPorts: [5671, 5672], usualPath: "/"),
        Spelling(name: "kafka", schemes: ["kafka", "kafka+tls"], usualPorts: [9092, 9093], usualPath: ""),
        Spelling(name: "postgres", schemes: ["postgres", "postgresql"], usualPorts: [5432], usualPath: ""),
        Spelling(name: "redis", schemes: ["redis", "rediss"], usualPorts: [6379], usualPath: "0"),
        Spelling(name: "stomp", schemes: ["stomp", "stomp+ssl"], usualPorts: [61612, 61613, 61614], usualPath: ""),
    ]

    /// Which engine it is, however the URL is written: the same with and without TLS, user, options, queue and usual port.
    ///
    /// For what must stay the same when only the way to the engine changes. Another host name is another engine.
    public var identity: String {
        guard let spelling = BrokerURL.spellings.first(where: { $0.schemes.contains(scheme) }) else {
            return "\(scheme):\(host)/\(path)"
        }
        let isHere = ["", "127.0.0.1", "::1"].contains(host)
        let place = port.flatMap { spelling.usualPorts.contains($0) ? nil : ":\($0)" } ?? ""
        let rest = path == spelling.usualPath ? "" : path
        return "\(spelling.name)://\(isHere ? "localhost" : host.lowercased())\(place)/\(rest)"
    }
}
