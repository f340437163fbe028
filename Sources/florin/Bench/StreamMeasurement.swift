import BlockingIO
import Foundation
import HTTPLoad

/// Measures the processor time of a server with and without readers of its live stream.
struct StreamMeasurement: Sendable {
    let port: Int
    let processID: Int32
    var rate = 1000.0
    var seconds = 10.0
    var readers = 1000

    init(server: BenchServer) {
        port = server.port
        processID = server.processID
    }

    func run() throws -> String {
        let base = HTTPMeasurement(port: port, connections: 4, seconds: seconds)
        try base.openAccounts()
        let alone = try cores { _ = try base.load("/v1/payments", prefix: "alone", requestsPerSecond: rate / 2) }
        let load = try StreamLoad(count: readers, port: port, path: "/v1/events/stream")
        load.read(seconds: 1)
        let (former, formerBlocks) = (load.bytes.reduce(0, +), load.blocks)
        let failure = Monitor<String?>(nil)
        let measured = try cores {
            let (rate, base) = (rate, base)
            let writer = try WorkerThread.start(name: "bench-writer") {
                do {
                    _ = try base.load("/v1/payments", prefix: "read", requestsPerSecond: rate / 2)
                } catch {
                    failure.withLock { $0 = "\(error)" }
                }
            }
            load.read(seconds: seconds + 1)
            writer.join()
        }
        load.read(seconds: 1)
        if let failure = failure.withLock({ $0 }) { throw CommandFailure(failure) }
        let total = load.bytes.reduce(0, +) - former
        let blocks = zip(load.blocks, formerBlocks).map { $0 - $1 }
        guard load.connected == readers, let events = blocks.first, blocks.allSatisfy({ $0 == events }) else {
            throw CommandFailure("\(load.connected) of \(readers) readers are left; events of some of them: \(blocks)")
        }
        return """
            \(readers) readers, \(Int(Double(events) / seconds)) events/s: \(events) events each, \(total / readers / 1024) KiB
            server alone \(String(format: "%.3f", alone)) cores, with readers \(String(format: "%.3f", measured)) cores: \
            the readers cost \(String(format: "%.3f", measured - alone)) cores
            """
    }

    /// How many cores the server kept busy meanwhile.
    private func cores(_ body: () throws -> Void) throws -> Double {
        let (ticks, start) = (try self.ticks(), MonotonicClock.now())
        try body()
        let spent = Double(try self.ticks() - ticks) / Double(sysconf(Int32(_SC_CLK_TCK)))
        return spent / (Double(MonotonicClock.now() - start) / 1e9)
    }

    /// The processor time of the server so far: fields 14 and 15 of `/proc/PID/stat` (proc(5)).
    private func ticks() throws -> Int {
        let text = try String(contentsOfFile: "/proc/\(processID)/stat", encoding: .utf8)
        let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int(fields[12]), let system = Int(fields[13]) else {
            throw CommandFailure("The processor time of the server cannot be read.")
        }
        return user + system
    }
}
