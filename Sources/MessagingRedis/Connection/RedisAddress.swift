import Messaging

/// Where a Redis is, who connects, and how long a call may take.
struct RedisAddress: Sendable {
    /// What the URL says nothing of.
    static let usualPort = 6379
    /// How many partitions a topic gets where the URL says nothing.
    static let usualPartitions = 8

    var host: String
    var port: Int
    var database: Int
    var user: String?
    var password: Secret?
    var timeout: Duration
    /// How many partitions a topic gets that is made.
    var partitions: Int
    /// How many replicas must have what is published before a publish returns.
    var replicas: Int

    /// Reads a URL.
    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme != "rediss" else {
            throw MessagingFault(
                .unsupported, "rediss: is Redis over TLS, which hiredis 0.14 cannot do: use redis: through a tunnel")
        }
        guard url.scheme == "redis" else {
            throw MessagingFault(.invalid, "A URL of Redis begins with redis:, this one with \(url.scheme):")
        }
        (host, port) = url.address(usualPort: Self.usualPort)
        guard let database = url.path.isEmpty ? 0 : Int(url.path), (0...65535).contains(database) else {
            throw MessagingFault(
                .invalid, "The path of a redis URL is the number of a database, as in redis://host:6379/0")
        }
        self.database = database
        user = url.user
        password = url.password
        var options = BrokerOptions(url)
        timeout = try options.timeout()
        partitions = try options.integer("partitions", standard: Self.usualPartitions, in: 1...256)
        replicas = try options.integer("wait", standard: 0, in: 0...16)
        try options.end()
    }

    /// For people.
    var label: String {
        "Redis at \(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// When a call that begins now has to be over, in nanoseconds of the monotonic clock.
    func deadline(from now: UInt64) -> UInt64 {
        now + timeout.nanoseconds
    }
}
