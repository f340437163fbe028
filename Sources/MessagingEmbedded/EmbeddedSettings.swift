import Messaging

/// Where the file is, and how it is used.
struct EmbeddedSettings: Sendable {
    /// How often waiting consumers look for what other processes wrote.
    static let pollMilliseconds: UInt64 = 250

    /// The file.
    var path: String
    /// How long a call may take.
    var timeout: Duration
    /// How large the write-ahead log gets before it is written into the file.
    var checkpointBytes: Int
    /// How much of the file SQLite keeps in memory.
    var cacheBytes: Int
    /// How much room on the disk is left to consumers: they need some to settle what would make room.
    var reserveBytes: Int
    /// The size of the pages of a new file.
    var pageBytes = 8192

    init(_ url: BrokerURL) throws(MessagingFault) {
        guard url.scheme == "embedded" else {
            throw MessagingFault(.invalid, "This is no URL of the embedded queues: \(url.scheme)")
        }
        guard url.host.isEmpty, url.user == nil, url.password == nil, url.port == nil else {
            throw MessagingFault(
                .invalid, "The embedded URL names a host or a user: expected embedded: and the path of a file")
        }
        path = url.path.isEmpty ? "queues.sqlite" : url.path
        guard !path.hasSuffix("/"), !path.utf8.contains(0) else {
            throw MessagingFault(.invalid, "The path of the embedded URL is a folder: expected the path of a file")
        }
        var options = BrokerOptions(url)
        timeout = try options.timeout()
        checkpointBytes = try options.integer("checkpoint_mib", standard: 8, in: 1...1024) << 20
        cacheBytes = try options.integer("cache_mib", standard: 16, in: 1...4096) << 20
        reserveBytes = try options.integer("reserve_mib", standard: 16, in: 0...65_536) << 20
        try options.end()
    }

    var label: String { "Embedded queues in \(path)" }

    var timeoutNanoseconds: UInt64 {
        let (seconds, attoseconds) = timeout.components
        return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
    }
}
