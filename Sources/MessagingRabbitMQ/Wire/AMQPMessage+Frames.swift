import CRabbitMQ

extension AMQPMessage {
    /// Reads the properties of a header frame; the body is empty so far.
    init(properties: amqp_basic_properties_t) {
        let flags = unsafe UInt32(properties._flags)
        func text(_ flag: UInt32, _ bytes: amqp_bytes_t) -> String {
            flags & flag == 0 ? "" : unsafe String(amqp: bytes)
        }
        unsafe contentType = text(FLORIN_HAS_CONTENT_TYPE, properties.content_type)
        unsafe contentEncoding = text(FLORIN_HAS_CONTENT_ENCODING, properties.content_encoding)
        unsafe messageID = text(FLORIN_HAS_MESSAGE_ID, properties.message_id)
        unsafe correlationID = text(FLORIN_HAS_CORRELATION_ID, properties.correlation_id)
        unsafe replyTo = text(FLORIN_HAS_REPLY_TO, properties.reply_to)
        unsafe type = text(FLORIN_HAS_TYPE, properties.type)
        unsafe appID = text(FLORIN_HAS_APP_ID, properties.app_id)
        if flags & FLORIN_HAS_TIMESTAMP != 0 { timestamp = unsafe properties.timestamp }
        guard flags & FLORIN_HAS_HEADERS != 0 else { return }
        let table = unsafe properties.headers
        headers.reserveCapacity(unsafe Int(table.num_entries))
        for index in 0..<(unsafe Int(table.num_entries)) {
            let entry = unsafe table.entries[index]
            guard let value = unsafe AMQPValue(entry.value) else { continue }
            headers.append((unsafe String(amqp: entry.key), value))
        }
    }

    /// Writes the properties for a header frame.
    func properties(in arena: AMQPArena) -> amqp_basic_properties_t {
        var properties = unsafe amqp_basic_properties_t()
        var flags = FLORIN_HAS_DELIVERY_MODE
        unsafe properties.delivery_mode = UInt8(AMQP_DELIVERY_PERSISTENT.rawValue)
        func bytes(_ text: String, _ flag: UInt32) -> amqp_bytes_t {
            // Short strings end at 255 bytes; ours do, and what came from elsewhere did.
            guard !text.isEmpty, text.utf8.count <= 255 else { return unsafe amqp_bytes_t(len: 0, bytes: nil) }
            flags |= flag
            return unsafe arena.bytes(text)
        }
        unsafe properties.content_type = bytes(contentType, FLORIN_HAS_CONTENT_TYPE)
        unsafe properties.content_encoding = bytes(contentEncoding, FLORIN_HAS_CONTENT_ENCODING)
        unsafe properties.message_id = bytes(messageID, FLORIN_HAS_MESSAGE_ID)
        unsafe properties.correlation_id = bytes(correlationID, FLORIN_HAS_CORRELATION_ID)
        unsafe properties.reply_to = bytes(replyTo, FLORIN_HAS_REPLY_TO)
        unsafe properties.type = bytes(type, FLORIN_HAS_TYPE)
        unsafe properties.app_id = bytes(appID, FLORIN_HAS_APP_ID)
        if let timestamp {
            unsafe properties.timestamp = timestamp
            flags |= FLORIN_HAS_TIMESTAMP
        }
        if !headers.isEmpty {
            unsafe properties.headers = arena.table(headers)
            flags |= FLORIN_HAS_HEADERS
        }
        unsafe properties._flags = amqp_flags_t(flags)
        return unsafe properties
    }
}

extension String {
    /// Copies a text of a frame; what is no UTF-8 is replaced.
    init(amqp bytes: amqp_bytes_t) {
        unsafe self = String(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension AMQPValue {
    /// Copies a value of a frame; `nil` for nothing, tables and arrays.
    init?(_ field: amqp_field_value_t) {
        let value = unsafe field.value
        switch unsafe UInt32(field.kind) {
        case AMQP_FIELD_KIND_UTF8.rawValue:
            let buffer = unsafe UnsafeRawBufferPointer(start: value.bytes.bytes, count: value.bytes.len)
            if let text = unsafe String(validating: buffer, as: UTF8.self) {
                self = .text(text)
            } else {
                self = .malformedText(unsafe [UInt8](buffer))
            }
        case AMQP_FIELD_KIND_BYTES.rawValue:
            self = .bytes(
                unsafe [UInt8](UnsafeRawBufferPointer(start: value.bytes.bytes, count: value.bytes.len)))
        case AMQP_FIELD_KIND_I8.rawValue: self = .integer(unsafe Int64(value.i8), .signed8)
        case AMQP_FIELD_KIND_U8.rawValue: self = .integer(unsafe Int64(value.u8), .unsigned8)
        case AMQP_FIELD_KIND_I16.rawValue: self = .integer(unsafe Int64(value.i16), .signed16)
        case AMQP_FIELD_KIND_U16.rawValue: self = .integer(unsafe Int64(value.u16), .unsigned16)
        case AMQP_FIELD_KIND_I32.rawValue: self = .integer(unsafe Int64(value.i32), .signed32)
        case AMQP_FIELD_KIND_U32.rawValue: self = .integer(unsafe Int64(value.u32), .unsigned32)
        case AMQP_FIELD_KIND_I64.rawValue: self = .integer(unsafe value.i64)
        case AMQP_FIELD_KIND_U64.rawValue:
            let number = unsafe value.u64
            self = Int64(exactly: number).map { .integer($0, .unsigned64) } ?? .unsigned(number)
        case AMQP_FIELD_KIND_F32.rawValue: self = .single(unsafe value.f32)
        case AMQP_FIELD_KIND_F64.rawValue: self = .number(unsafe value.f64)
        case AMQP_FIELD_KIND_BOOLEAN.rawValue: self = .boolean(unsafe value.boolean != 0)
        case AMQP_FIELD_KIND_TIMESTAMP.rawValue: self = .time(unsafe value.u64)
        default: return nil
        }
    }
}
