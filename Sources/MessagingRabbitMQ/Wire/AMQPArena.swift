import CRabbitMQ

/// Memory for the texts and tables of one frame, all of it let go together.
@safe
final class AMQPArena {
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        unsafe pool = .allocate(capacity: 1)
        unsafe init_amqp_pool(pool, 16_384)
    }

    deinit {
        unsafe empty_amqp_pool(pool)
        unsafe pool.deallocate()
    }

    /// Takes everything back.
    func recycle() {
        unsafe recycle_amqp_pool(pool)
    }

    /// Copies a text.
    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { unsafe copy(UnsafeRawBufferPointer($0)) }
    }

    /// Copies bytes.
    func bytes(_ bytes: [UInt8]) -> amqp_bytes_t {
        unsafe bytes.withUnsafeBytes { unsafe copy($0) }
    }

    /// Makes a table.
    func table(_ entries: [(name: String, value: AMQPValue)]) -> amqp_table_t {
        var table = unsafe amqp_table_t()
        guard !entries.isEmpty,
            let memory = unsafe amqp_pool_alloc(pool, entries.count * MemoryLayout<amqp_table_entry_t>.stride)
        else { return unsafe table }
        let list = unsafe memory.bindMemory(to: amqp_table_entry_t.self, capacity: entries.count)
        for (index, entry) in entries.enumerated() {
            unsafe (list + index).initialize(
                to: amqp_table_entry_t(key: bytes(entry.name), value: value(entry.value)))
        }
        unsafe table.num_entries = Int32(entries.count)
        unsafe table.entries = list
        return unsafe table
    }

    /// Makes a table that has a table in it.
    func table(_ entries: [(name: String, value: AMQPValue)], with name: String, _ inner: amqp_table_t) -> amqp_table_t
    {
        let table = unsafe self.table(entries + [(name, .boolean(true))])
        unsafe table.entries[entries.count].value.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
        unsafe table.entries[entries.count].value.value.table = inner
        return unsafe table
    }

    private func value(_ value: AMQPValue) -> amqp_field_value_t {
        var field = unsafe amqp_field_value_t()
        switch value {
        case .text(let text):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            unsafe field.value.bytes = bytes(text)
        case .malformedText(let bytes):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
            unsafe field.value.bytes = self.bytes(bytes)
        case .bytes(let bytes):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_BYTES.rawValue)
            unsafe field.value.bytes = self.bytes(bytes)
        case .integer(let integer, let kind):
            return unsafe self.integer(integer, kind)
        case .unsigned(let integer):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_U64.rawValue)
            unsafe field.value.u64 = integer
        case .single(let number):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_F32.rawValue)
            unsafe field.value.f32 = number
        case .number(let number):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_F64.rawValue)
            unsafe field.value.f64 = number
        case .boolean(let boolean):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            unsafe field.value.boolean = boolean ? 1 : 0
        case .time(let seconds):
            unsafe field.kind = UInt8(AMQP_FIELD_KIND_TIMESTAMP.rawValue)
            unsafe field.value.u64 = seconds
        }
        return unsafe field
    }

    private func integer(_ integer: Int64, _ kind: AMQPValue.IntegerKind) -> amqp_field_value_t {
        var field = unsafe amqp_field_value_t()
        func set(_ kind: amqp_field_value_kind_t) { unsafe field.kind = UInt8(kind.rawValue) }
        switch kind {
        case .signed8:
            set(AMQP_FIELD_KIND_I8)
            unsafe field.value.i8 = Int8(clamping: integer)
        case .unsigned8:
            set(AMQP_FIELD_KIND_U8)
            unsafe field.value.u8 = UInt8(clamping: integer)
        case .signed16:
            set(AMQP_FIELD_KIND_I16)
            unsafe field.value.i16 = Int16(clamping: integer)
        case .unsigned16:
            set(AMQP_FIELD_KIND_U16)
            unsafe field.value.u16 = UInt16(clamping: integer)
        case .signed32:
            set(AMQP_FIELD_KIND_I32)
            unsafe field.value.i32 = Int32(clamping: integer)
        case .unsigned32:
            set(AMQP_FIELD_KIND_U32)
            unsafe field.value.u32 = UInt32(clamping: integer)
        case .signed64:
            set(AMQP_FIELD_KIND_I64)
            unsafe field.value.i64 = integer
        case .unsigned64:
            set(AMQP_FIELD_KIND_U64)
            unsafe field.value.u64 = UInt64(clamping: integer)
        }
        return unsafe field
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        var result = unsafe amqp_bytes_t(len: 0, bytes: nil)
        guard let start = source.baseAddress, source.count > 0 else { return unsafe result }
        unsafe amqp_pool_alloc_bytes(pool, source.count, &result)
        if let target = unsafe result.bytes {
            unsafe target.copyMemory(from: start, byteCount: source.count)
        } else {
            unsafe result.len = 0
        }
        return unsafe result
    }
}
