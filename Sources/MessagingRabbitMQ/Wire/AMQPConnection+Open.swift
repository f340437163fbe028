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
        let connection = try AMQPConnection(deadline: deadline)
        try connection.connect(settings)
        try connection.limitSilence(settings.timeout)
        guard var time = connection.timeLeft() else { throw .timedOut }
        unsafe amqp_set_handshake_timeout(connection.state, &time)
        let capabilities = unsafe connection.arena.table([
            ("connection.blocked", .boolean(true)), ("consumer_cancel_notify", .boolean(true)),
            ("basic.nack", .boolean(true)), ("publisher_confirms", .boolean(true)),
        ])
        var properties = unsafe connection.arena.table(
            [("connection_name", .text(name)), ("product", .text("florin"))], with: "capabilities", capabilities)
        let reply = unsafe florin_amqp_login(
            connection.state, settings.virtualHost, Int32(heartbeat), &properties, settings.user,
            settings.password.exposed)
        connection.arena.recycle()
        try unsafe connection.check(reply)
        return connection
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
