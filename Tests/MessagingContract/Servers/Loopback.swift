import BlockingIO
import Glibc

/// Sockets of the loopback, for servers that are being tested.
package enum Loopback {
    /// Finds a port that nobody listens at, outside of the range from which the system takes ports for clients.
    ///
    /// A client that connects again and again to a free port of that range is connected with itself one day.
    package static func freePort() throws -> Int {
        for _ in 0..<1000 {
            let port = Int.random(in: 12000..<32000)
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            defer { close(listener) }
            if bind(listener, to: port) { return port }
        }
        throw ContractViolation("The loopback has no free port")
    }

    /// Whether somebody listens at a port.
    package static func accepts(port: Int) -> Bool {
        guard let descriptor = connected(to: port) else { return false }
        close(descriptor)
        return true
    }

    /// Sends bytes to a port, on a thread of its own, and looks at the first bytes of the answer.
    /// - Parameters:
    ///   - port: where
    ///   - request: what is sent, as `PING\r\n`
    ///   - answer: how the answer has to begin
    /// - Returns: whether it came, within a second
    package static func answers(port: Int, to request: [UInt8], with answer: [UInt8]) async -> Bool {
        let result = try? await WorkerThread.run(name: "ready?") {
            guard let descriptor = connected(to: port) else { return false }
            defer { close(descriptor) }
            var limit = timeval(tv_sec: 1, tv_usec: 0)
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            guard unsafe send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count
            else { return false }
            var buffer = [UInt8](repeating: 0, count: 256)
            var received: [UInt8] = []
            while received.count < answer.count {
                let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                guard count > 0 else { return false }
                received += buffer[..<count]
            }
            return received.starts(with: answer)
        }
        return result ?? false
    }

    /// Connects to a port.
    /// - Returns: the socket; `nil` where nobody accepts
    static func connected(to port: Int) -> Int32? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = address(port)
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 { return descriptor }
        close(descriptor)
        return nil
    }

    /// Takes a port for a socket.
    static func bind(_ descriptor: Int32, to port: Int) -> Bool {
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = address(port)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        } == 0
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
