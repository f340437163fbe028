#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Many connections that read one stream, from one thread: the caller's.
///
/// It counts bytes and, for some of the readers, the blocks of the stream: looking at everything would cost more than the server does.
public final class StreamLoad {
    private final class Slot {
        let socket: Socket
        var bytes = 0
        /// How many blocks have ended, where they are counted.
        var blocks = 0
        var lastByte: UInt8 = 0

        init(_ socket: consuming Socket) {
            self.socket = socket
        }
    }

    private var slots: [Slot] = []
    private var polls: [pollfd] = []
    private var buffer = [UInt8](repeating: 0, count: 1 << 20)

    /// How many bytes each reader has got.
    public var bytes: [Int] { slots.map(\.bytes) }

    /// How many blocks (events, and the first one) each of the readers whose blocks are counted has got.
    public var blocks: [Int] { slots.prefix(StreamLoad.countedReaders).map(\.blocks) }
    private static let countedReaders = 10

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
        guard index < StreamLoad.countedReaders else { return }
        let slot = slots[index]
        for byte in buffer[..<count] {
            if byte == 10, slot.lastByte == 10 { slot.blocks += 1 }
            slot.lastByte = byte
        }
    }
}
