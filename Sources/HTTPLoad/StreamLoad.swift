#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Many connections that read one stream, from one thread: the caller's.
///
/// It counts what comes and looks at nothing, so that the readers cost as little as they can.
public final class StreamLoad {
    private final class Slot {
        let socket: Socket
        var bytes = 0

        init(_ socket: consuming Socket) {
            self.socket = socket
        }
    }

    private var slots: [Slot] = []
    private var polls: [pollfd] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    /// How many bytes each reader has got.
    public var bytes: [Int] { slots.map(\.bytes) }

    /// How many readers the server has not let go.
    public var connected: Int { polls.count { $0.fd >= 0 } }

    /// Connects readers.
    /// - Parameters:
    ///   - count: how many
    ///   - port: the port of the loopback address
    ///   - path: the path and the query of the stream
    /// - Throws: the reason why there is no connection
    public init(count: Int, port: Int, path: String) throws(SocketFault) {
        let request = Array("GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n".utf8)
        for _ in 0..<count {
            let socket = try Socket(host: "127.0.0.1", port: port)
            _ = try socket.send(request.span)
            socket.setNonBlocking()
            polls.append(pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0))
            slots.append(Slot(socket))
        }
    }

    /// Reads what comes for a while.
    /// - Parameter seconds: for how long
    public func read(seconds: Double) {
        let end = LoadClock.now + UInt64(seconds * 1e9)
        while LoadClock.now < end {
            let ready = unsafe polls.withUnsafeMutableBufferPointer {
                unsafe poll($0.baseAddress, nfds_t($0.count), 10)
            }
            guard ready > 0 else { continue }
            for index in polls.indices where polls[index].revents != 0 {
                polls[index].revents = 0
                take(index)
            }
        }
    }

    private func take(_ index: Int) {
        guard let count = try? slots[index].socket.receive(into: &buffer, from: 0), count > 0 else {
            polls[index].fd = -1
            return
        }
        slots[index].bytes += count
    }
}
