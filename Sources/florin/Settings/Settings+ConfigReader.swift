import JournalFile
import Logging
import PaymentEngine
import PaymentHTTP

extension Settings {
    /// Reads settings.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `data` | path | `./data` |
    /// | `listen` | `ADDRESS:PORT` | `127.0.0.1:8080` |
    /// | `log_level` | `trace` … `critical` | `info` |
    /// | `http.*` | | see ``readServer(_:)`` |
    /// | `tls.*` | | see ``readTLS(_:)`` |
    /// | `engine.*` | | see ``readEngine(_:)`` |
    /// | `journal.*` | | see ``readJournal(_:)`` |
    /// | `views.*` | | see ``readViews(_:)`` |
    /// | `messaging.*` | | see ``readMessaging(_:)`` |
    /// - Parameter reader: flags, environment and file
    /// - Throws: ``CommandFailure`` that names a wrong setting
    init(_ reader: SettingsReader) throws {
        try reader.read("data", into: &data, rule: "a path") { $0.isEmpty ? nil : $0 }
        try reader.read(
            "log_level", into: &logLevel, rule: "one of \(Settings.logLevels)", Logger.Level.init(rawValue:))
        var address = ListenAddress(host: server.host, port: server.port)
        try reader.read("listen", into: &address, rule: "ADDRESS:PORT", ListenAddress.init)
        (server.host, server.port) = (address.host, address.port)
        try readServer(reader)
        try readRateLimit(reader)
        try readTLS(reader)
        try readEngine(reader)
        try readJournal(reader)
        try readViews(reader)
        try readMessaging(reader)
    }

    private static var logLevels: String {
        Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// Reads the limits of the HTTP server.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `http.maximum_body_bytes` | 1 to 64 MiB | 1 MiB |
    /// | `http.maximum_header_bytes` | 1 KiB to 1 MiB | 16 KiB |
    /// | `http.maximum_header_fields` | 10 to 10,000 | 100 |
    /// | `http.maximum_batch_lines` | 1 to 1,000,000 | 10,000 |
    /// | `http.maximum_connections` | 1 to 1,000,000 | 10,000 |
    /// | `http.request_timeout_seconds` | seconds | 10 |
    /// | `http.idle_timeout_seconds` | seconds | 60 |
    /// | `http.write_timeout_seconds` | seconds | 30 |
    /// | `http.wait_timeout_seconds` | seconds | 2 |
    /// | `http.stream_interval_seconds` | 0.001 to 10 seconds | 0.1 |
    /// | `http.stream_heartbeat_seconds` | seconds | 15 |
    /// | `http.stream_write_timeout_seconds` | seconds | 5 |
    /// | `http.stream_maximum_lag_events` | 1 or more | 50,000 |
    private mutating func readServer(_ reader: SettingsReader) throws {
        try reader.read("http.maximum_body_bytes", into: &server.maximumBodyBytes, in: 1...64 << 20)
        try reader.read("http.maximum_header_bytes", into: &server.maximumHeaderBytes, in: 1024...1 << 20)
        try reader.read("http.maximum_header_fields", into: &server.maximumHeaderFields, in: 10...10_000)
        try reader.read("http.maximum_batch_lines", into: &server.maximumBatchLines, in: 1...1_000_000)
        try reader.read("http.maximum_connections", into: &server.maximumConnections, in: 1...1_000_000)
        try reader.readSeconds("http.request_timeout_seconds", into: &server.requestTimeoutSeconds)
        try reader.readSeconds("http.idle_timeout_seconds", into: &server.idleTimeoutSeconds)
        try reader.readSeconds("http.write_timeout_seconds", into: &server.writeTimeoutSeconds)
        try reader.readSeconds("http.wait_timeout_seconds", into: &server.waitTimeoutSeconds)
        try reader.read(
            "http.stream_interval_seconds", into: &server.streamIntervalSeconds,
            rule: "a number of seconds from 0.001 to 10"
        ) { text in
            Double(text).flatMap { (0.001...10).contains($0) ? $0 : nil }
        }
        try reader.readSeconds("http.stream_heartbeat_seconds", into: &server.streamHeartbeatSeconds)
        try reader.readSeconds("http.stream_write_timeout_seconds", into: &server.streamWriteTimeoutSeconds)
        try reader.read(
            "http.stream_maximum_lag_events", into: &server.streamMaximumLagEvents, in: 1...UInt64(Int64.max))
    }

    /// Reads how the engine works.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `engine.maximum_waiting_commands` | 1 to 10,000,000 | 65,536 |
    /// | `engine.maximum_batch_commands` | 1 to 65,536 | 8,192 |
    /// | `engine.idempotency_retention_seconds` | 1 to 31,536,000 | 86,400 |
    /// | `engine.maximum_idempotency_keys` | 1 to 4,000,000,000 | 50,000,000 |
    /// | `engine.snapshot_every_events` | 0 (never) or more | 1,000,000 |
    /// | `engine.retained_events` | number; absent keeps all | absent |
    private mutating func readEngine(_ reader: SettingsReader) throws {
        try reader.read("engine.maximum_waiting_commands", into: &engine.maximumWaitingCommands, in: 1...10_000_000)
        try reader.read("engine.maximum_batch_commands", into: &engine.maximumBatchCommands, in: 1...65_536)
        try reader.read(
            "engine.idempotency_retention_seconds", into: &engine.idempotencyRetentionSeconds, in: 1...31_536_000)
        try reader.read("engine.maximum_idempotency_keys", into: &engine.maximumIdempotencyKeys, in: 1...4_000_000_000)
        try reader.read("engine.snapshot_every_events", into: &engine.snapshotEveryEvents, in: 0...UInt64(Int64.max))
        try reader.read("engine.retained_events", into: &engine.retainedEvents, rule: "a whole number") { text in
            UInt64(text).map(Optional.some)
        }
    }

    /// Reads how the journal uses its folder.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `journal.segment_size_bytes` | 4 MiB to 2 GiB, a multiple of 512 | 64 MiB |
    private mutating func readJournal(_ reader: SettingsReader) throws {
        try reader.read(
            "journal.segment_size_bytes", into: &journal.segmentSizeBytes,
            rule: "a multiple of 512 from 4194304 to 2147483648"
        ) { text in
            Int(text).flatMap { (4 << 20...2 << 30).contains($0) && $0.isMultiple(of: 512) ? $0 : nil }
        }
    }

    /// Reads how the views follow the journal.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `views.gather_milliseconds` | 0 to 10,000 | 10 |
    /// | `views.busy_gather_milliseconds` | 0 to 10,000 | 50 |
    /// | `views.maximum_events_per_commit` | 1 to 1,000,000 | 20,000 |
    /// | `views.niceness` | 0 to 19 | 10 |
    /// | `views.checkpoint_size_bytes` | 1 MiB to 1 GiB | 8 MiB |
    private mutating func readViews(_ reader: SettingsReader) throws {
        try reader.read("views.gather_milliseconds", into: &views.gatherMilliseconds, in: 0...10_000)
        try reader.read("views.busy_gather_milliseconds", into: &views.busyGatherMilliseconds, in: 0...10_000)
        try reader.read("views.maximum_events_per_commit", into: &views.maximumEventsPerCommit, in: 1...1_000_000)
        try reader.read("views.niceness", into: &views.niceness, in: 0...19)
        try reader.read("views.checkpoint_size_bytes", into: &viewCheckpointBytes, in: 1 << 20...1 << 30)
    }
}
