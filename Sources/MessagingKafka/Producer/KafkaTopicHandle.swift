import CRdkafka
import Messaging
import Synchronization

/// A topic as a client of librdkafka knows it, and how many partitions it has.
@safe
final class KafkaTopicHandle: @unchecked Sendable {
    let name: String
    let pointer: OpaquePointer
    /// 0 while nobody asked the engine.
    let partitions: Int32
    // The topic must go before its client does.
    let handle: KafkaHandle
    private let turn = Atomic<UInt32>(0)

    init(name: String, pointer: OpaquePointer, partitions: Int32, of handle: KafkaHandle) {
        self.name = name
        unsafe self.pointer = unsafe pointer
        self.partitions = partitions
        self.handle = handle
    }

    deinit {
        unsafe rd_kafka_topic_destroy(pointer)
    }

    /// Where a record goes: where it says, where its key says, or the next in turn.
    func partition(of record: KafkaRecord) -> Int32 {
        if let partition = record.partition { return min(partition, partitions - 1) }
        if let key = record.message.key { return KafkaRecord.partition(of: key, among: partitions) }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
        return Int32(turn % UInt32(max(1, partitions)))
    }
}
