import BlockingIO
import CRabbitMQ
import Glibc

/// A connection of librabbitmq: one thread's own, and closed with it.
///
/// Calls that wait for an answer end at ``deadline``. After a fault that does not leave the connection (``AMQPFault/leavesConnection``) it is of
/// no use any more.
@safe
final class AMQPConnection {
    let state: amqp_connection_state_t
    let arena = AMQPArena()
    /// Until when calls wait, in nanoseconds of the monotonic clock.
    var deadline: UInt64
    /// The contents that are on their way, by channel.
    var contents: [UInt16: AMQPContent] = [:]
    private var lastChannel: UInt16 = 0
    private var openChannels: Set<UInt16> = []
    /// Numbers of channels that were closed, and of which frames may still lie in the library.
    private var restingChannels: [UInt16] = []
    /// Numbers of channels that can be used again: the library keeps memory for every number that it has seen.
    private var freeChannels: [UInt16] = []

    init(deadline: UInt64) throws(AMQPFault) {
        guard let state = unsafe amqp_new_connection() else { throw .broken(status: AMQP_STATUS_NO_MEMORY.rawValue) }
        unsafe self.state = unsafe state
        self.deadline = deadline
    }

    deinit {
        unsafe amqp_destroy_connection(state)
    }

    /// The socket, to be waited for.
    var socket: Int32 { unsafe amqp_get_sockfd(state) }

    /// How large the frame of a message's properties may be, in bytes: what both sides have agreed upon.
    var maximumHeaderBytes: Int { Int(unsafe amqp_get_frame_max(state)) }

    /// Says goodbye; the engine gives everything unsettled back.
    func close() {
        guard (try? allowRPC()) != nil else { return }
        _ = unsafe amqp_connection_close(state, 200)
    }

    /// Whether frames lie in the library, of which the socket tells nothing any more.
    var hasFrames: Bool { unsafe amqp_frames_enqueued(state) != 0 || amqp_data_in_buffer(state) != 0 }

    /// Opens a channel, with a number of which nothing old is on its way.
    func openChannel() throws(AMQPFault) -> UInt16 {
        let channel = freeChannels.popLast() ?? lastChannel + 1
        guard channel < 2047 else { throw .broken(status: AMQP_STATUS_INVALID_PARAMETER.rawValue) }
        lastChannel = max(lastChannel, channel)
        try allowRPC()
        _ = unsafe amqp_channel_open(state, channel)
        try unsafe check(amqp_get_rpc_reply(state))
        openChannels.insert(channel)
        return channel
    }

    /// Says that everything was read that had come: the numbers of closed channels can be used again.
    func haveReadAll() {
        freeChannels += restingChannels
        restingChannels = []
    }

    /// Closes a channel; the engine gives back what was not settled on it.
    func closeChannel(_ channel: UInt16) throws(AMQPFault) {
        guard openChannels.remove(channel) != nil else { return }
        contents[channel] = nil
        restingChannels.append(channel)
        try allowRPC()
        try unsafe check(amqp_channel_close(state, channel, 200), on: channel)
        unsafe amqp_maybe_release_buffers_on_channel(state, channel)
    }

    /// Agrees to the engine's having closed a channel.
    func agreeToClose(_ channel: UInt16) {
        if openChannels.remove(channel) != nil { restingChannels.append(channel) }
        contents[channel] = nil
        var method = amqp_channel_close_ok_t()
        _ = unsafe amqp_send_method(state, channel, FLORIN_CHANNEL_CLOSE_OK, &method)
    }

    /// Sets how long the next call waits.
    func allowRPC() throws(AMQPFault) {
        guard var time = timeLeft() else { throw .timedOut }
        unsafe amqp_set_rpc_timeout(state, &time)
    }

    /// What is left until the deadline; `nil` for nothing.
    func timeLeft() -> timeval? {
        let now = MonotonicClock.now()
        guard deadline > now else { return nil }
        let left = deadline - now
        return timeval(tv_sec: Int(left / 1_000_000_000), tv_usec: Int(left % 1_000_000_000 / 1000))
    }

    /// Looks at an answer.
    /// - Parameters:
    ///   - reply: the answer
    ///   - channel: the channel that is closed where the engine refuses
    /// - Throws: what it says, where that is no success
    func check(_ reply: amqp_rpc_reply_t, on channel: UInt16 = 0) throws(AMQPFault) {
        switch unsafe reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            guard let decoded = unsafe reply.reply.decoded else {
                throw .broken(status: AMQP_STATUS_UNEXPECTED_STATE.rawValue)
            }
            if unsafe reply.reply.id == FLORIN_CHANNEL_CLOSE {
                let method = unsafe decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
                let fault = unsafe AMQPFault.channelRefused(
                    code: Int(method.reply_code), text: String(amqp: method.reply_text))
                agreeToClose(channel)
                throw fault
            }
            guard unsafe reply.reply.id == FLORIN_CONNECTION_CLOSE else {
                throw .broken(status: AMQP_STATUS_UNEXPECTED_STATE.rawValue)
            }
            throw unsafe refusal(decoded)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            try check(status: unsafe reply.library_error)
            throw .broken(status: AMQP_STATUS_UNEXPECTED_STATE.rawValue)
        default:
            throw .broken(status: AMQP_STATUS_CONNECTION_CLOSED.rawValue)
        }
    }

    /// Looks at a status.
    func check(status: Int32) throws(AMQPFault) {
        if status == AMQP_STATUS_TIMEOUT.rawValue { throw .timedOut }
        if status < 0 { throw .broken(status: status) }
    }

    /// Agrees to the engine's having closed the connection.
    func refusal(_ decoded: UnsafeMutableRawPointer) -> AMQPFault {
        let method = unsafe decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
        let fault = unsafe AMQPFault.connectionRefused(
            code: Int(method.reply_code), text: String(amqp: method.reply_text))
        var agreed = amqp_connection_close_ok_t()
        _ = unsafe amqp_send_method(state, 0, FLORIN_CONNECTION_CLOSE_OK, &agreed)
        return fault
    }
}
