#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Makes load over keep-alive connections from one thread, the caller's.
///
/// Without a rate, each connection sends its next request when it has the answer to the last. With a rate, requests have their times,
/// whether or not there are answers: a latency counts from the time when the request should have been sent, so a server that stands
/// still is seen in all requests that it kept waiting, not only in one for each connection (coordinated omission).
///
/// It waits with `poll`, since Swift's Glibc has no `epoll`: for some hundreds of connections there is no difference to speak of.
public struct LoadGenerator: ~Copyable {
    private let plan: LoadPlan
    private let write: (Int, inout [UInt8]) -> Void
    private let answered: ((Int, Int, Span<UInt8>) -> Void)?
    private var connections: [Slot] = []
    private var polls: [pollfd] = []
    private var report = LoadReport()
    private var histogram = LatencyHistogram()
    private var nextRequest = 0
    private var start: UInt64 = 0
    private var measuredFrom: UInt64 = 0
    private var end: UInt64 = 0

    /// A place for a connection; a class, since arrays cannot hold what is not copyable.
    private final class Slot {
        var connection: LoadConnection?

        init(_ connection: consuming LoadConnection) {
            self.connection = consume connection
        }
    }

    /// Makes load until the plan's time is over, or until no connection is left.
    /// - Parameters:
    ///   - plan: what load
    ///   - write: appends the bytes of the request with a number (from 0 on) to a buffer
    ///   - answered: gets the number of the request, the status and the body of each answer
    /// - Returns: what came of it
    /// - Throws: the reason why there is no connection at the start
    public static func run(
        _ plan: LoadPlan, write: @escaping (Int, inout [UInt8]) -> Void,
        answered: ((Int, Int, Span<UInt8>) -> Void)? = nil
    ) throws(SocketFault) -> LoadReport {
        var generator = LoadGenerator(plan, write, answered)
        try generator.connect()
        try generator.work()
        return generator.finish()
    }

    private init(
        _ plan: LoadPlan, _ write: @escaping (Int, inout [UInt8]) -> Void,
        _ answered: ((Int, Int, Span<UInt8>) -> Void)?
    ) {
        self.plan = plan
        self.write = write
        self.answered = answered
    }

    private mutating func connect() throws(SocketFault) {
        for _ in 0..<max(1, plan.connections) {
            let slot = Slot(try LoadConnection(host: plan.host, port: plan.port))
            polls.append(pollfd(fd: slot.connection?.socket.descriptor ?? -1, events: Int16(POLLIN), revents: 0))
            connections.append(slot)
        }
        start = LoadClock.now
        measuredFrom = start + UInt64(plan.warmUpSeconds * 1e9)
        end = measuredFrom + UInt64(plan.durationSeconds * 1e9)
    }

    private mutating func work() throws(SocketFault) {
        let patience = end + UInt64(plan.patienceSeconds * 1e9)
        while true {
            let now = LoadClock.now
            startDueRequests(now)
            let isBusy = connections.contains { $0.connection?.request != nil }
            let mayStart = !isSpent(now) && connections.contains { $0.connection != nil }
            if !isBusy && !mayStart { return }
            if now > patience {
                for index in connections.indices where connections[index].connection?.request != nil {
                    fail(index, SocketFault(.timeout))
                }
                return
            }
            try wait(isBusy ? 100 : 1, now)
            serveReady()
        }
    }

    /// Whether no further request is to be sent.
    private func isSpent(_ now: UInt64) -> Bool {
        now >= end || nextRequest >= plan.maximumRequests ?? .max
    }

    /// When the next request is to be sent.
    private func nextTime(_ now: UInt64) -> UInt64 {
        guard let rate = plan.requestsPerSecond, rate > 0 else { return now }
        return start + UInt64(Double(nextRequest) / rate * 1e9)
    }

    private mutating func startDueRequests(_ now: UInt64) {
        for index in connections.indices {
            guard connections[index].connection != nil, connections[index].connection?.request == nil else { continue }
            guard startRequest(index, now) else { return }
        }
    }

    /// - Returns: whether there was a request to send
    private mutating func startRequest(_ index: Int, _ now: UInt64) -> Bool {
        let time = nextTime(now)
        guard !isSpent(now), time <= now else { return false }
        let request = nextRequest
        nextRequest += 1
        do {
            try connections[index].connection?.begin(request, at: time, write)
            watch(index)
        } catch {
            fail(index, error)
        }
        return true
    }

    private mutating func wait(_ limitMilliseconds: Int32, _ now: UInt64) throws(SocketFault) {
        var milliseconds = limitMilliseconds
        if plan.requestsPerSecond != nil, !isSpent(now) {
            // Where a request is due already, all connections are busy, and only their answers matter.
            let next = nextTime(now)
            if next > now, next - now < UInt64(limitMilliseconds) * 1_000_000 {
                let rest = next - now
                milliseconds = Int32(rest / 1_000_000)
                // `poll` counts in milliseconds; what is shorter is slept, a little at a time, so that no answer waits long.
                if milliseconds == 0 { LoadClock.sleep(nanoseconds: min(rest, 100_000)) }
            }
        }
        let result = unsafe polls.withUnsafeMutableBufferPointer { buffer in
            unsafe poll(buffer.baseAddress, nfds_t(buffer.count), milliseconds)
        }
        if result < 0, errno != EINTR { throw SocketFault(.poll, code: errno) }
    }

    private mutating func serveReady() {
        let now = LoadClock.now
        for index in polls.indices where polls[index].revents != 0 {
            polls[index].revents = 0
            do {
                try connections[index].connection?.flush()
                watch(index)
                guard let time = connections[index].connection?.intendedTime,
                    let status = try connections[index].connection?.receive(answered)
                else { continue }
                note(status, from: time, to: LoadClock.now)
                _ = startRequest(index, max(now, LoadClock.now))
            } catch {
                fail(index, error)
            }
        }
    }

    private mutating func note(_ status: Int, from: UInt64, to: UInt64) {
        report.statuses[status, default: 0] += 1
        guard from >= measuredFrom else { return }
        histogram.record(to > from ? to - from : 0)
    }

    private mutating func watch(_ index: Int) {
        let isSending = connections[index].connection?.isSending ?? false
        polls[index].events = Int16(isSending ? POLLIN | POLLOUT : POLLIN)
    }

    /// Gives a connection up and, as long as there is time, makes another in its place.
    private mutating func fail(_ index: Int, _ fault: SocketFault) {
        if connections[index].connection?.request != nil { report.errors += 1 }
        report.firstFault = report.firstFault ?? fault
        connections[index].connection = nil
        polls[index].fd = -1
        guard LoadClock.now < end, let connection = try? LoadConnection(host: plan.host, port: plan.port) else {
            return
        }
        polls[index].fd = connection.socket.descriptor
        polls[index].events = Int16(POLLIN)
        connections[index].connection = consume connection
    }

    private consuming func finish() -> LoadReport {
        let now = min(LoadClock.now, end)
        report.count = histogram.count
        report.seconds = now > measuredFrom ? Double(now - measuredFrom) / 1e9 : 0
        report.p50Milliseconds = Double(histogram.quantile(0.5)) / 1e6
        report.p99Milliseconds = Double(histogram.quantile(0.99)) / 1e6
        report.p999Milliseconds = Double(histogram.quantile(0.999)) / 1e6
        report.maximumMilliseconds = Double(histogram.maximum) / 1e6
        return report
    }
}
