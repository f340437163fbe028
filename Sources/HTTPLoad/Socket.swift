#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// One TCP connection over IPv4; closes itself.
struct Socket: ~Copyable {
    let descriptor: Int32

    /// Connects and waits until the connection stands.
    /// - Parameters:
    ///   - host: an IPv4 address in decimal, or `localhost`
    ///   - port: the port
    /// - Throws: the reason why there is no connection
    init(host: String, port: Int) throws(SocketFault) {
        let connected = Socket.connect(host == "localhost" ? "127.0.0.1" : host, port)
        descriptor = connected.descriptor
        if let fault = connected.fault { throw fault }
    }

    private static func connect(_ host: String, _ port: Int) -> (descriptor: Int32, fault: SocketFault?) {
        #if os(Linux)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        guard unsafe inet_pton(AF_INET, host, &address.sin_addr) == 1 else { return (-1, SocketFault(.addressInvalid)) }
        let descriptor = socket(AF_INET, stream, 0)
        guard descriptor >= 0 else { return (-1, SocketFault(.connect, code: errno)) }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { rebound in
                unsafe connectBytes(descriptor, rebound, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { return (descriptor, SocketFault(.connect, code: errno)) }
        var one: Int32 = 1
        _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        return (descriptor, nil)
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
    }

    /// Makes reading and writing give up after a time.
    func setTimeout(seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
    }

    /// Makes reading and writing never wait.
    func setNonBlocking() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Sends some bytes.
    /// - Returns: how many; 0 where a socket that never waits takes none at the moment
    func send(_ bytes: Span<UInt8>) throws(SocketFault) -> Int {
        #if os(Linux)
            let flags = Int32(MSG_NOSIGNAL)
        #else
            let flags: Int32 = 0
        #endif
        while true {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Socket.sendBytes(descriptor, buffer.baseAddress, buffer.count, flags)
            }
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == EWOULDBLOCK { return 0 }
            throw SocketFault(.send, code: errno)
        }
    }

    /// Receives some bytes.
    /// - Parameters:
    ///   - buffer: where they go
    ///   - start: the index of the first
    /// - Returns: how many; 0 at the end; `nil` where there are none at the moment, or none came in time
    /// - Throws: the reason why there is no whole answer
    func receive(into buffer: inout [UInt8], from start: Int) throws(SocketFault) -> Int? {
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                let free = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[start...])
                return unsafe recv(descriptor, free.baseAddress, free.count, 0)
            }
            if count >= 0 { return count }
            if errno == EINTR { continue }
            if errno == EAGAIN || errno == EWOULDBLOCK { return nil }
            throw SocketFault(.receive, code: errno)
        }
    }

    private static func sendBytes(
        _ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int, _ flags: Int32
    ) -> Int {
        #if canImport(Glibc)
            unsafe Glibc.send(descriptor, start, count, flags)
        #elseif canImport(Musl)
            unsafe Musl.send(descriptor, start, count, flags)
        #else
            unsafe Darwin.send(descriptor, start, count, flags)
        #endif
    }

    private static func connectBytes(_ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ size: socklen_t)
        -> Int32
    {
        #if canImport(Glibc)
            unsafe Glibc.connect(descriptor, address, size)
        #elseif canImport(Musl)
            unsafe Musl.connect(descriptor, address, size)
        #else
            unsafe Darwin.connect(descriptor, address, size)
        #endif
    }
}
