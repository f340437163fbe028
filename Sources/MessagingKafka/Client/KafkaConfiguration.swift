import CRdkafka
import Messaging

/// The settings of one client of librdkafka.
@safe
struct KafkaConfiguration: ~Copyable {
    private var pointer: OpaquePointer?
    private let label: String

    /// Begins with what all clients of a cluster have in common.
    /// - Parameters:
    ///   - settings: the cluster's URL
    ///   - events: which events come through queues (`RD_KAFKA_EVENT_…`)
    /// - Throws: ``MessagingFault`` (`invalid`) with what librdkafka does not accept
    init(_ settings: KafkaSettings, events: Int32) throws(MessagingFault) {
        unsafe pointer = unsafe rd_kafka_conf_new()
        label = settings.label
        unsafe rd_kafka_conf_set_events(pointer, events | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_LOG)
        let timeout = max(100, settings.timeout.milliseconds)
        try set("bootstrap.servers", settings.bootstrap)
        try set("client.id", "florin")
        try set("log.queue", "true")
        try set("allow.auto.create.topics", "false")
        try set("socket.timeout.ms", "\(max(1000, timeout))")
        try set("socket.connection.setup.timeout.ms", "\(max(1000, min(timeout, 30_000)))")
        try set("api.version.request.timeout.ms", "\(max(1000, min(timeout, 300_000)))")
        try set("socket.keepalive.enable", "true")
        try set("socket.nagle.disable", "true")
        try set("reconnect.backoff.ms", "50")
        try set("reconnect.backoff.max.ms", "1000")
        try set("message.max.bytes", "\(KafkaLimits.recordBytes)")
        try set("topic.metadata.refresh.fast.interval.ms", "100")
        let transport = settings.isEncrypted ? "ssl" : "plaintext"
        try set("security.protocol", settings.user == nil ? transport : "sasl_" + transport)
        if let certificates = settings.certificates { try set("ssl.ca.location", certificates) }
        if let user = settings.user {
            try set("sasl.mechanism", settings.mechanism.rawValue)
            try set("sasl.username", user)
            try set("sasl.password", settings.password?.exposed ?? "")
        }
    }

    deinit {
        if let pointer = unsafe pointer { unsafe rd_kafka_conf_destroy(pointer) }
    }

    /// Sets one setting.
    /// - Parameters:
    ///   - name: its name in librdkafka
    ///   - value: its value
    /// - Throws: ``MessagingFault`` (`invalid`), without the value
    func set(_ name: String, _ value: String) throws(MessagingFault) {
        var text = [CChar](repeating: 0, count: 512)
        guard unsafe rd_kafka_conf_set(pointer, name, value, &text, text.count) == RD_KAFKA_CONF_OK else {
            throw MessagingFault(.invalid, "\(label): the client library does not accept the setting \(name)")
        }
    }

    /// Bounds what a consumer fetches ahead.
    ///
    /// The limit is one of each queue that records are forwarded to, looked at before each fetch. An engine answers a fetch with one record
    /// at least, however large it is.
    /// - Parameter count: how many messages it has ready, if they are small
    /// - Throws: see ``set(_:_:)``
    func setFetching(atLeast count: Int) throws(MessagingFault) {
        // It is a limit of producers, and the client library wants a fetch to be as large.
        try set("message.max.bytes", "\(KafkaLimits.fetchBytes)")
        try set("fetch.max.bytes", "\(KafkaLimits.fetchBytes)")
        try set("receive.message.max.bytes", "\(KafkaLimits.fetchBytes + 4 * KafkaLimits.recordBytes)")
        try set("fetch.error.backoff.ms", "100")
        try set("queued.min.messages", "\(count)")
        try set("queued.max.messages.kbytes", "\(KafkaLimits.fetchedKilobytes)")
    }

    /// Hands the settings over to the client that is made of them.
    consuming func release() -> OpaquePointer? {
        let released = unsafe pointer
        unsafe pointer = nil
        return unsafe released
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
