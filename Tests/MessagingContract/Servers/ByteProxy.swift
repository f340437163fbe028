import BlockingIO
import Glibc

/// A TCP proxy of the loopback that breaks connections: in the middle of a frame, all at once, or before they begin.
///
/// Everything runs on threads of its own. A broken connection is reset, not closed in peace.
package final class ByteProxy: Sendable {
    /// Which way bytes go.
    package enum Direction: Sendable, CaseIterable {
        /// From the client to the engine.
        case toEngine
        /// From the engine to the client.
        case toClient
    }

    private struct State {
        var isClosed = false
        var refuses = false
        var isStalled = false
        var bytesUntilCut: [Direction: Int] = [:]
        var cuts = 0
        var sockets: Set<Int32> = []
    }

    /// Where clients connect.
    package let port: Int
    private let target: Int
    private let state = Monitor(State())

    /// Starts to listen.
    /// - Parameters:
    ///   - target: the engine's port
    ///   - port: where clients connect; `nil` for a free port
    /// - Throws: ``ContractViolation`` where it cannot listen
    package init(to target: Int, at port: Int? = nil) throws {
        self.target = target
        self.port = try port ?? Loopback.freePort()
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard Loopback.bind(listener, to: self.port), listen(listener, 64) == 0 else {
            Glibc.close(listener)
            throw ContractViolation("The proxy cannot listen at port \(self.port)")
        }
        let (state, port) = (self.state, self.port)
        _ = try WorkerThread.start(name: "proxy") { Self.accept(listener, from: port, to: target, state) }
    }

    deinit {
        close()
    }

    /// How often a connection was cut by ``cut(after:_:)``.
    package var cuts: Int { state.withLock { $0.cuts } }

    /// How many connections there are.
    package var connections: Int { state.withLock { $0.sockets.count / 2 } }

    /// Resets every connection once that many more bytes have gone one way: what comes next is lost in the middle of whatever it is.
    /// - Parameters:
    ///   - bytes: how many, over all connections
    ///   - direction: which way they go
    package func cut(after bytes: Int, _ direction: Direction) {
        state.withLock { $0.bytesUntilCut[direction] = bytes }
    }

    /// Resets every connection now.
    package func cutAll() {
        state.withLock { Self.reset(&$0) }
    }

    /// Refuses connections from now on, or no longer; those that there are stay.
    /// - Parameter refuses: whether it refuses
    package func refuse(_ refuses: Bool) {
        state.withLock { $0.refuses = refuses }
    }

    /// Keeps every byte that arrives, or lets them go on.
    /// - Parameter stalls: whether it keeps them
    package func stall(_ stalls: Bool) {
        state.withLock { $0.isStalled = stalls }
        state.notifyAll()
    }

    /// Resets every connection, and listens no more.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            state.isStalled = false
            Self.reset(&state)
        }
        state.notifyAll()
    }

    private static func reset(_ state: inout State) {
        // Shut down, not closed: the threads that read and write them close them.
        for descriptor in state.sockets {
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(
                descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
            shutdown(descriptor, Int32(SHUT_RDWR))
        }
    }

    private static func accept(_ first: Int32, from port: Int, to target: Int, _ state: Monitor<State>) {
        var listener: Int32? = first
        while true {
            let (isClosed, refuses) = state.withLock { ($0.isClosed, $0.refuses) }
            if isClosed || refuses, let open = listener {
                Glibc.close(open)
                listener = nil
            }
            if isClosed { return }
            if !refuses, listener == nil {
                let new = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
                guard Loopback.bind(new, to: port), listen(new, 64) == 0 else {
                    Glibc.close(new)
                    usleep(20_000)
                    continue
                }
                listener = new
            }
            var waiting = pollfd(fd: listener ?? -1, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&waiting, 1, 20) == 1, let listener else { continue }
            let client = Glibc.accept(listener, nil, nil)
            _ = fcntl(client, F_SETFD, FD_CLOEXEC)
            guard client >= 0 else { continue }
            guard let engine = Loopback.connected(to: target) else {
                Glibc.close(client)
                continue
            }
            connect(client, engine, state)
        }
    }

    private static func connect(_ client: Int32, _ engine: Int32, _ state: Monitor<State>) {
        state.withLock { _ = ($0.sockets.insert(client), $0.sockets.insert(engine)) }
        _ = try? WorkerThread.start(name: "proxied") {
            let back = try? WorkerThread.start(name: "proxied-back") { copy(engine, client, .toClient, state) }
            copy(client, engine, .toEngine, state)
            back?.join()
            state.withLock { _ = ($0.sockets.remove(client), $0.sockets.remove(engine)) }
            Glibc.close(client)
            Glibc.close(engine)
        }
    }

    private static func copy(_ source: Int32, _ target: Int32, _ direction: Direction, _ state: Monitor<State>) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = unsafe recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            _ = state.wait { $0.isStalled ? nil : true }
            let (passing, cuts) = state.withLock { state -> (Int, Bool) in
                guard let left = state.bytesUntilCut[direction] else { return (count, false) }
                state.bytesUntilCut[direction] = left > count ? left - count : nil
                return (min(left, count), left <= count)
            }
            var sent = 0
            while sent < passing {
                let more = unsafe buffer.withUnsafeBytes { bytes in
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent..<passing])
                    return unsafe send(target, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
                }
                guard more > 0 else { break }
                sent += more
            }
            if cuts {
                // What was passed on arrives before the reset does: it is the half of a frame that tells.
                usleep(5000)
                state.withLock { state in
                    state.cuts += 1
                    reset(&state)
                }
            }
            if sent < passing || cuts { break }
        }
        shutdown(target, Int32(SHUT_RDWR))
        shutdown(source, Int32(SHUT_RDWR))
    }
}
