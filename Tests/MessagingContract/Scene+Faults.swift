import BlockingIO
import Foundation
package import Messaging

extension Scene {
    /// Starts the server of its own.
    package func start() async throws {
        try await server.start()
    }

    /// Starts the server of its own, with a proxy before it.
    /// - Returns: the proxy, and a broker that goes through it, whose calls may take 5 s
    package func startBehindProxy() async throws -> (proxy: ByteProxy, broker: any MessageBroker) {
        guard let port = server.port else { throw ContractViolation("The server has no port") }
        let proxy = try ByteProxy(to: port)
        server.advertise(port: proxy.port)
        try await server.start()
        return (proxy, try open(["timeout": "5s"], port: proxy.port))
    }

    /// For how long an engine is frozen: 12 s, and with `FLORIN_CONTRACT_LONG` 30 s.
    package static var frost: Duration {
        ProcessInfo.processInfo.environment["FLORIN_CONTRACT_LONG"] == nil ? .seconds(12) : .seconds(30)
    }

    /// How many messages the large cases have: `FLORIN_CONTRACT_STRESS`.
    package static var stress: Int {
        ProcessInfo.processInfo.environment["FLORIN_CONTRACT_STRESS"].flatMap(Int.init).map { max(1000, $0) } ?? 100_000
    }

    /// Makes a call that has to end within the deadline of its broker's URL, by success or by a fault that says that it may work later.
    /// - Parameters:
    ///   - deadline: the URL's `timeout`, and what the call itself waits for
    ///   - what: the call
    ///   - body: makes it
    /// - Returns: the fault; `nil` for success
    /// - Throws: ``ContractViolation``, or what the broker throws
    @discardableResult
    package func call(
        within deadline: Duration, _ what: String, _ body: () async throws(MessagingFault) -> Void
    ) async throws -> MessagingFault? {
        let start = ContinuousClock.now
        var fault: MessagingFault?
        do throws(MessagingFault) {
            try await body()
        } catch {
            fault = error
        }
        let time = ContinuousClock.now - start
        // The machine is busy: twice the time, and some seconds.
        try expect(time < deadline * 2 + .seconds(4), "\(what) took \(time), its deadline is \(deadline)")
        if let fault { try expect(fault.isRetriable, "\(what) failed with \(fault)") }
        return fault
    }
}

extension MessageConsumer {
    /// Takes and acknowledges until everything wanted has come, through all faults.
    /// - Parameters:
    ///   - wanted: ids
    ///   - patience: for how long
    /// - Returns: the ids in the order of their coming; repeats are possible
    /// - Throws: ``ContractViolation``, or what the broker throws
    package func takeStubbornly(_ wanted: [String], within patience: Duration = Patience.standard) async throws
        -> [String]
    {
        let deadline = ContinuousClock.now + patience
        var missing = Set(wanted)
        var came: [String] = []
        var last: MessagingFault?
        while !missing.isEmpty {
            guard ContinuousClock.now < deadline else {
                throw ContractViolation(
                    "\(missing.count) of \(wanted.count) did not come within \(patience): \(missing.sorted().prefix(5)); last fault: \(last.map { "\($0)" } ?? "none")"
                )
            }
            do throws(MessagingFault) {
                let some = try await receive(atMost: 200, waiting: .seconds(1))
                came += some.ids
                missing.subtract(some.ids)
                _ = try await settle(some.map { Settlement($0.receipt, .ack) })
            } catch {
                guard error.isRetriable else { throw error }
                last = error
            }
            if last != nil { try await Task.sleep(for: .milliseconds(20)) }
        }
        return came
    }
}
