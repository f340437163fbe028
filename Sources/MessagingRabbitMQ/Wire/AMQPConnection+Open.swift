import BlockingIO
import CRabbitMQ
import Glibc
import Messaging

extension AMQPConnection {
    /// Connects and logs in.
    /// - Parameters:
    ///   - settings: where, and as whom
    ///   - name: what the engine's tools call the connection
    ///   - heartbeat: seconds; 0 for none, for connections that nobody looks after between calls
    ///   - deadline: until when, in nanoseconds of the monotonic clock
    /// - Returns: a connection without channels
    /// - Throws: what kept it from connecting
    static func open(
        _ settings: RabbitMQSettings, name: String, heartbeat: Int, until deadline: UInt64
    ) throws(AMQPFault) -> AMQPConnection {
        florin_forget_tls_errors()
        let connection = try AMQPConnection(deadline: deadline)
        do throws(AMQPFault) {
            try connection.begin(settings, name: name, heartbeat: heartbeat)
        } catch {
            throw trust(error)
        }
        return connection
    }

    /// Tells a certificate that does not fit from an engine that went away meanwhile.
    private static func trust(_ fault: AMQPFault) -> AMQPFault {
        guard case .broken(let status) = fault else { return fault }
        let isRefusal =
            switch amqp_status_enum(status) {
            case AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED: true
            case AMQP_STATUS_SSL_ERROR, AMQP_STATUS_SSL_CONNECTION_FAILED: florin_was_tls_refused() != 0
            default: false
            }
        return isRefusal ? .untrusted(status: status) : fault
    }

    private func begin(_ settings: RabbitMQSettings, name: String, heartbeat: Int) throws(AMQPFault) {
        try connect(settings)
        try limitSilence(settings.timeout)
        guard var time = timeLeft() else { throw .timedOut }
        unsafe amqp_set_handshake_timeout(state, &time)
        let capabilities = unsafe arena.table([
            ("connection.blocked", .boolean(true)), ("consumer_cancel_notify", .boolean(true)),
            ("basic.nack", .boolean(true)), ("publisher_confirms", .boolean(true)),
        ])
        var properties = unsafe arena.table(
            [("connection_name", .text(name)), ("product", .text("florin"))], with: "capabilities", capabilities)
        let reply = unsafe florin_amqp_login(
            state, settings.virtualHost, Int32(heartbeat), &properties, settings.user,
            settings.password.exposed)
        arena.recycle()
        try unsafe check(reply)
    }

    private func connect(_ settings: RabbitMQSettings) throws(AMQPFault) {
        let socket: OpaquePointer?
        if let tls = settings.tls {
            unsafe socket = amqp_ssl_socket_new(state)
            guard let secured = unsafe socket else { throw .broken(status: AMQP_STATUS_SSL_ERROR.rawValue) }
            unsafe amqp_ssl_socket_set_verify_peer(secured, 1)
            unsafe amqp_ssl_socket_set_verify_hostname(secured, 1)
            try check(status: unsafe amqp_ssl_socket_set_cacert(secured, tls.authorities))
            if let certificate = tls.certificate, let key = tls.key {
                try check(status: unsafe amqp_ssl_socket_set_key(secured, certificate, key))
            }
        } else {
            unsafe socket = amqp_tcp_socket_new(state)
        }
        guard let socket = unsafe socket else { throw .broken(status: AMQP_STATUS_NO_MEMORY.rawValue) }
        guard var time = timeLeft() else { throw .timedOut }
        try check(status: unsafe amqp_socket_open_noblock(socket, settings.host, Int32(settings.port), &time))
    }

    /// Has the system end the connection where the engine does not take what is sent: the library's writing would wait for ever.
    private func limitSilence(_ time: Duration) throws(AMQPFault) {
        var milliseconds = UInt32(clamping: time.nanoseconds / 1_000_000)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<UInt32>.size)
        unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds, size)
        unsafe setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &yes, size)
    }
}
