import BlockingIO
import CRabbitMQ
import Glibc

extension AMQPConnection {
    /// Takes the next frame, without waiting; sends a heartbeat where it is time.
    /// - Returns: what it says; `nil` where there is no frame yet
    func nextEvent() throws(AMQPFault) -> AMQPEvent? {
        var frame = unsafe amqp_frame_t()
        var time = timeval(tv_sec: 0, tv_usec: 0)
        let status = unsafe amqp_simple_wait_frame_noblock(state, &frame, &time)
        if status == AMQP_STATUS_TIMEOUT.rawValue {
            unsafe amqp_maybe_release_buffers(state)
            haveReadAll()
            return nil
        }
        try check(status: status)
        let channel = unsafe frame.channel
        switch unsafe Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: return try unsafe event(of: frame.payload.method, on: channel)
        case AMQP_FRAME_HEADER:
            guard let decoded = unsafe frame.payload.properties.decoded, contents[channel] != nil else { break }
            let properties = unsafe decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
            contents[channel]?.message = unsafe AMQPMessage(properties: properties)
            let size = unsafe frame.payload.properties.body_size
            contents[channel]?.missingBytes = size
            contents[channel]?.message?.body.reserveCapacity(Int(min(size, 1 << 27)))
        case AMQP_FRAME_BODY:
            let fragment = unsafe frame.payload.body_fragment
            let bytes = unsafe UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len)
            unsafe contents[channel]?.message?.body.append(contentsOf: bytes)
            let missing = contents[channel]?.missingBytes ?? 0
            contents[channel]?.missingBytes = missing - min(UInt64(bytes.count), missing)
        default: break
        }
        unsafe amqp_maybe_release_buffers_on_channel(state, channel)
        guard let event = contents[channel]?.event(on: channel) else { return .nothing }
        contents[channel] = nil
        return event
    }

    /// Waits for the next event, until the deadline.
    func awaitEvent() throws(AMQPFault) -> AMQPEvent {
        while true {
            if let event = try nextEvent() { return event }
            let now = MonotonicClock.now()
            guard deadline > now else { throw .timedOut }
            var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&polled, 1, Int32(clamping: (deadline - now) / 1_000_000 + 1))
        }
    }

    private func event(of method: amqp_method_t, on channel: UInt16) throws(AMQPFault) -> AMQPEvent {
        guard let decoded = unsafe method.decoded else { return .nothing }
        switch unsafe method.id {
        case FLORIN_BASIC_DELIVER:
            let tag = unsafe decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee.delivery_tag
            contents[channel] = AMQPContent(role: .delivery(tag: tag))
        case FLORIN_BASIC_GET_OK:
            let tag = unsafe decoded.assumingMemoryBound(to: amqp_basic_get_ok_t.self).pointee.delivery_tag
            contents[channel] = AMQPContent(role: .got(tag: tag))
        case FLORIN_BASIC_GET_EMPTY:
            return .got(channel: channel, tag: 0, nil)
        case FLORIN_BASIC_RETURN:
            let returned = unsafe decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            contents[channel] = unsafe AMQPContent(
                role: .returned(
                    exchange: String(amqp: returned.exchange), routingKey: String(amqp: returned.routing_key)))
        case FLORIN_BASIC_ACK:
            let ack = unsafe decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            return .confirmed(tag: ack.delivery_tag, isMultiple: ack.multiple != 0, isTaken: true)
        case FLORIN_BASIC_NACK:
            let nack = unsafe decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            return .confirmed(tag: nack.delivery_tag, isMultiple: nack.multiple != 0, isTaken: false)
        case FLORIN_QUEUE_DECLARE_OK:
            let declared = unsafe decoded.assumingMemoryBound(to: amqp_queue_declare_ok_t.self).pointee
            return unsafe .answered(channel: channel, consumers: Int(declared.consumer_count))
        case FLORIN_BASIC_CONSUME_OK, FLORIN_BASIC_CANCEL_OK:
            return .answered(channel: channel, consumers: 0)
        case FLORIN_BASIC_CANCEL:
            return .cancelled(channel: channel)
        case FLORIN_CHANNEL_CLOSE:
            let close = unsafe decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            let event = unsafe AMQPEvent.closed(
                channel: channel, code: Int(close.reply_code), text: String(amqp: close.reply_text))
            agreeToClose(channel)
            return event
        case FLORIN_CONNECTION_CLOSE:
            throw unsafe refusal(decoded)
        case FLORIN_CONNECTION_BLOCKED: return .blocked(true)
        case FLORIN_CONNECTION_UNBLOCKED: return .blocked(false)
        default: break
        }
        return .nothing
    }
}
