import BlockingIO
import Messaging

/// What the URL of a RabbitMQ broker says: `amqp://user:password@host:port/vhost?timeout=10s&partitions=8`.
struct RabbitMQSettings: Sendable {
    /// How TLS is spoken.
    struct TLS: Sendable {
        /// The file with the certificates that are trusted.
        var authorities: String
        /// The client's own certificate and its key, where it has one.
        var certificate: String?
        var key: String?
    }

    let host: String
    let port: Int
    let user: String
    let password: Secret
    let virtualHost: String
    let timeout: Duration
    let partitions: Int
    let tls: TLS?

    /// For people.
    let label: String

    /// Reads a URL.
    /// - Parameter url: `amqp://…` or `amqps://…`
    /// - Throws: `invalid` for what makes no sense
    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "amqp" || url.scheme == "amqps" else {
            throw MessagingFault(.invalid, "RabbitMQ is reached by amqp:// or amqps://, not by \(url.scheme)")
        }
        let isEncrypted = url.scheme == "amqps"
        (host, port) = url.address(usualPort: isEncrypted ? 5671 : 5672)
        user = url.user ?? "guest"
        password = url.password ?? Secret(url.user == nil ? "guest" : "")
        virtualHost = url.path.isEmpty ? "/" : url.path
        var options = BrokerOptions(url)
        timeout = try options.timeout()
        partitions = try options.integer("partitions", standard: 8, in: 1...256)
        if isEncrypted {
            let certificate = options.text("cert")
            let key = options.text("key")
            guard (certificate == nil) == (key == nil) else {
                throw MessagingFault(.invalid, "The options cert and key of the amqps URL go together")
            }
            tls = TLS(
                authorities: options.text("cacert") ?? "/etc/ssl/certs/ca-certificates.crt",
                certificate: certificate, key: key)
        } else {
            tls = nil
        }
        try options.end()
        guard ![user, password.exposed, virtualHost, host].contains(where: { $0.utf8.contains(0) }) else {
            throw MessagingFault(
                .invalid, "The \(url.scheme) URL has a NUL in its user, password, host or virtual host")
        }
        label = "RabbitMQ at \(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// The end of a call that begins now, in nanoseconds of the monotonic clock.
    func deadline(after extra: Duration = .zero) -> UInt64 {
        MonotonicClock.now() + (timeout + extra).nanoseconds
    }
}

extension Duration {
    /// In nanoseconds; at least none, at most a year.
    var nanoseconds: UInt64 {
        let limited = Swift.min(Swift.max(self, .zero), .seconds(31_536_000))
        return UInt64(limited.components.seconds) * 1_000_000_000
            + UInt64(limited.components.attoseconds / 1_000_000_000)
    }
}
