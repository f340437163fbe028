import CRdkafka
import Messaging

/// A list of partitions with offsets, as librdkafka takes and gives them.
@safe
struct KafkaPartitionList: ~Copyable {
    let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

    /// An empty list.
    init(capacity: Int) {
        unsafe pointer = rd_kafka_topic_partition_list_new(Int32(clamping: capacity))
    }

    /// A list of partitions without offsets.
    init(_ partitions: [KafkaPartition]) {
        self.init(capacity: partitions.count)
        for partition in partitions { add(partition) }
    }

    /// A copy of somebody else's list.
    init(copying other: UnsafePointer<rd_kafka_topic_partition_list_t>) {
        unsafe pointer = rd_kafka_topic_partition_list_copy(other)
    }

    deinit {
        unsafe rd_kafka_topic_partition_list_destroy(pointer)
    }

    /// Adds a partition.
    /// - Parameters:
    ///   - partition: the partition
    ///   - offset: its offset, or what the call wants there
    ///   - text: what is committed with the offset
    func add(_ partition: KafkaPartition, offset: Int64 = Int64(RD_KAFKA_OFFSET_INVALID), text: String? = nil) {
        let entry = unsafe rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.number)
        guard let entry = unsafe entry else { return }
        unsafe entry.pointee.offset = offset
        guard let text else { return }
        let bytes = Array(text.utf8)
        guard let memory = unsafe rd_kafka_mem_malloc(nil, bytes.count + 1) else { return }
        unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
        unsafe memory.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        unsafe entry.pointee.metadata = unsafe memory
        unsafe entry.pointee.metadata_size = bytes.count
    }

    /// Lends the list for a call that nothing comes after: it is not given back before that returns.
    borrowing func with<Result>(_ body: (UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) -> Result) -> Result {
        unsafe body(pointer)
    }

    /// What the list says.
    var entries: [KafkaEntry] { unsafe Self.entries(pointer) }

    /// What a list says.
    static func entries(_ list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [KafkaEntry] {
        let buffer = unsafe UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
        return (0..<buffer.count).map { unsafe KafkaEntry(buffer[$0]) }
    }
}

/// One partition of a list.
struct KafkaEntry: Sendable {
    var partition: KafkaPartition
    var offset: Int64
    var text: String
    var error: rd_kafka_resp_err_t

    init(_ element: rd_kafka_topic_partition_t) {
        unsafe partition = KafkaPartition(topic: KafkaText.of(element.topic), number: element.partition)
        unsafe offset = element.offset
        unsafe error = element.err
        text = ""
        if let start = unsafe element.metadata, unsafe element.metadata_size > 0 {
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: element.metadata_size)
            text = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// What is committed, if something is.
    var position: KafkaPosition? {
        offset >= 0 ? KafkaPosition(offset: offset, text: text) : nil
    }
}
