import CRdkafka

/// A queue of librdkafka, given back when nobody has it any more.
@safe
final class KafkaQueue: @unchecked Sendable {
    let pointer: OpaquePointer
    // The queue must go before its client does.
    private let handle: KafkaHandle

    private init(_ pointer: OpaquePointer, of handle: KafkaHandle) {
        unsafe self.pointer = unsafe pointer
        self.handle = handle
    }

    deinit {
        unsafe rd_kafka_queue_destroy(pointer)
    }

    /// A new queue.
    static func new(of handle: KafkaHandle) -> KafkaQueue {
        unsafe KafkaQueue(rd_kafka_queue_new(handle.pointer), of: handle)
    }

    /// The queue of a producer's events.
    static func main(of handle: KafkaHandle) -> KafkaQueue {
        unsafe KafkaQueue(rd_kafka_queue_get_main(handle.pointer), of: handle)
    }

    /// The queue of a consumer's events.
    static func consumer(of handle: KafkaHandle) -> KafkaQueue {
        unsafe KafkaQueue(rd_kafka_queue_get_consumer(handle.pointer) ?? rd_kafka_queue_new(handle.pointer), of: handle)
    }

    /// Wakes the thread that polls the queue.
    func yield() {
        unsafe rd_kafka_queue_yield(pointer)
    }
}
