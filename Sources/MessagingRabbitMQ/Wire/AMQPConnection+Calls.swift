import CRabbitMQ

extension AMQPConnection {
    /// What the engine says of a queue.
    struct QueueState {
        /// How many messages wait in it, those that consumers have left out.
        var ready: Int
        /// How many consumers it has.
        var consumers: Int
    }

    func declareExchange(
        _ name: String, type: String, isPassive: Bool = false, _ arguments: [(name: String, value: AMQPValue)] = [],
        on channel: UInt16
    ) throws(AMQPFault) {
        try call(on: channel) {
            _ = unsafe amqp_exchange_declare(
                state, channel, arena.bytes(name), arena.bytes(type), isPassive ? 1 : 0, 1, 0, 0,
                arena.table(arguments))
        }
    }

    func bindExchange(_ name: String, to source: String, key: String, on channel: UInt16) throws(AMQPFault) {
        try call(on: channel) {
            _ = unsafe amqp_exchange_bind(
                state, channel, arena.bytes(name), arena.bytes(source), arena.bytes(key), amqp_table_t())
        }
    }

    func bindQueue(_ name: String, to source: String, key: String, on channel: UInt16) throws(AMQPFault) {
        try call(on: channel) {
            _ = unsafe amqp_queue_bind(
                state, channel, arena.bytes(name), arena.bytes(source), arena.bytes(key), amqp_table_t())
        }
    }

    @discardableResult
    func declareQueue(
        _ name: String, isPassive: Bool = false, _ arguments: [(name: String, value: AMQPValue)] = [],
        on channel: UInt16
    ) throws(AMQPFault) -> QueueState {
        var result = QueueState(ready: 0, consumers: 0)
        try call(on: channel) {
            let declared = unsafe amqp_queue_declare(
                state, channel, arena.bytes(name), isPassive ? 1 : 0, 1, 0, 0, arena.table(arguments))
            if let declared = unsafe declared?.pointee {
                result = unsafe QueueState(
                    ready: Int(declared.message_count), consumers: Int(declared.consumer_count))
            }
        }
        return result
    }

    func deleteQueue(_ name: String, on channel: UInt16) throws(AMQPFault) {
        try call(on: channel) { _ = unsafe amqp_queue_delete(state, channel, arena.bytes(name), 0, 0) }
    }

    func purgeQueue(_ name: String, on channel: UInt16) throws(AMQPFault) -> Int {
        var count = 0
        try call(on: channel) {
            count = unsafe Int(amqp_queue_purge(state, channel, arena.bytes(name))?.pointee.message_count ?? 0)
        }
        return count
    }

    func consume(
        _ queue: String, tag: String, prefetch: UInt16, needsNoAck: Bool = false, on channel: UInt16
    ) throws(AMQPFault) {
        try call(on: channel) { _ = unsafe amqp_basic_qos(state, channel, 0, prefetch, 0) }
        try call(on: channel) {
            _ = unsafe amqp_basic_consume(
                state, channel, arena.bytes(queue), arena.bytes(tag), 0, needsNoAck ? 1 : 0, 0, amqp_table_t())
        }
    }

    /// Makes a queue that lives as long as this connection.
    /// - Returns: the name that the engine gave it
    func declareOwnQueue(on channel: UInt16) throws(AMQPFault) -> String {
        var name = ""
        try call(on: channel) {
            let declared = unsafe amqp_queue_declare(
                state, channel, amqp_bytes_t(len: 0, bytes: nil), 0, 0, 1, 1, amqp_table_t())
            if let declared = unsafe declared?.pointee { name = unsafe String(amqp: declared.queue) }
        }
        return name
    }

    func selectConfirms(on channel: UInt16) throws(AMQPFault) {
        try call(on: channel) { _ = unsafe amqp_confirm_select(state, channel) }
    }

    /// Acknowledges a delivery, or all up to it; the engine does not answer.
    func acknowledge(_ tag: UInt64, isMultiple: Bool, on channel: UInt16) throws(AMQPFault) {
        try check(status: unsafe amqp_basic_ack(state, channel, tag, isMultiple ? 1 : 0))
    }

    /// Asks for the state of a queue; the answer is an event.
    func askForState(of queue: String, on channel: UInt16) throws(AMQPFault) {
        var method = unsafe amqp_queue_declare_t()
        unsafe method.queue = arena.bytes(queue)
        unsafe method.passive = 1
        defer { arena.recycle() }
        try check(status: unsafe amqp_send_method(state, channel, FLORIN_QUEUE_DECLARE, &method))
    }

    /// Has a queue take down that it has another consumer; the answer is an event.
    func askToConsume(_ queue: String, tag: String, on channel: UInt16) throws(AMQPFault) {
        var method = unsafe amqp_basic_consume_t()
        unsafe method.queue = arena.bytes(queue)
        unsafe method.consumer_tag = arena.bytes(tag)
        defer { arena.recycle() }
        try check(status: unsafe amqp_send_method(state, channel, FLORIN_BASIC_CONSUME, &method))
    }

    /// Has a queue take down that a consumer has left it; the answer is an event.
    func askToCancel(_ tag: String, on channel: UInt16) throws(AMQPFault) {
        var method = unsafe amqp_basic_cancel_t()
        unsafe method.consumer_tag = arena.bytes(tag)
        defer { arena.recycle() }
        try check(status: unsafe amqp_send_method(state, channel, FLORIN_BASIC_CANCEL, &method))
    }

    /// Asks for the first message of a queue; the answer is an event.
    func askForMessage(of queue: String, on channel: UInt16) throws(AMQPFault) {
        var method = unsafe amqp_basic_get_t()
        unsafe method.queue = arena.bytes(queue)
        defer { arena.recycle() }
        try check(status: unsafe amqp_send_method(state, channel, FLORIN_BASIC_GET, &method))
    }

    /// Publishes a message that has to reach a queue; whether it did is an event.
    func publish(_ message: AMQPMessage, to exchange: String, key: String, on channel: UInt16) throws(AMQPFault) {
        defer { arena.recycle() }
        var properties = unsafe message.properties(in: arena)
        let status = unsafe message.body.withUnsafeBytes { body in
            let bytes = unsafe amqp_bytes_t(
                len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
            return unsafe amqp_basic_publish(
                state, channel, arena.bytes(exchange), arena.bytes(key), 1, 0, &properties, bytes)
        }
        try check(status: status)
    }

    private func call(on channel: UInt16, _ body: () -> Void) throws(AMQPFault) {
        try allowRPC()
        body()
        arena.recycle()
        try unsafe check(amqp_get_rpc_reply(state), on: channel)
    }
}
