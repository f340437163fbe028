import BlockingIO
import CRdkafka
import Messaging

/// A client of librdkafka, and the one owner of its pointer.
///
/// librdkafka may be called from any thread. The client is destroyed, on a thread of its own, when nobody has it any more.
@safe
final class KafkaHandle: @unchecked Sendable {
    /// What kind of client it is.
    enum Kind { case producer, consumer }

    let pointer: OpaquePointer
    let label: String
    private let isConsumer: Bool

    /// Makes a client; it connects by itself, later.
    /// - Parameters:
    ///   - kind: what kind of client
    ///   - configuration: its settings, used up
    ///   - label: the cluster, for people
    /// - Throws: ``MessagingFault`` (`invalid`) with what librdkafka does not accept
    init(_ kind: Kind, _ configuration: consuming KafkaConfiguration, label: String) throws(MessagingFault) {
        self.label = label
        isConsumer = kind == .consumer
        var text = [CChar](repeating: 0, count: 512)
        let type = kind == .producer ? RD_KAFKA_PRODUCER : RD_KAFKA_CONSUMER
        let conf = unsafe configuration.release()
        let created = unsafe rd_kafka_new(type, conf, &text, text.count)
        guard let created = unsafe created else {
            unsafe rd_kafka_conf_destroy(conf)
            throw MessagingFault(.invalid, "\(label): the client library refuses its settings: \(KafkaText.of(text))")
        }
        unsafe pointer = created
    }

    deinit {
        // As a number: a pointer may not be carried to another thread, and nobody else has it any more.
        let address = unsafe UInt(bitPattern: pointer)
        let flags = isConsumer ? RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE : 0
        let destroy: @Sendable () -> Void = {
            guard let pointer = unsafe OpaquePointer(bitPattern: address) else { return }
            unsafe rd_kafka_destroy_flags(pointer, Int32(flags))
        }
        do { _ = try WorkerThread.start(name: "kafka-end", destroy) } catch { destroy() }
    }
}
