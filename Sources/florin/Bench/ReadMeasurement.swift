import BlockingIO
import Foundation
import HTTPLoad

/// Measures reads of a server over loopback.
struct ReadMeasurement: Sendable {
    let base: HTTPMeasurement
    let rate: Double
    let seconds: Double

    func run() throws -> String {
        try base.openAccounts()
        let probe = Monitor((isOver: false, lags: [Double]()))
        let port = base.port
        let thread = try WorkerThread.start(name: "bench-probe") { try? ReadMeasurement.probe(port, probe) }
        let writes = try base.load("/v1/payments", prefix: "lag", requestsPerSecond: rate)
        probe.withLock { $0.isOver = true }
        thread.join()
        let lags = probe.withLock { $0.lags }.sorted()
        guard !lags.isEmpty else { throw CommandFailure("The probe measured nothing.") }
        func quantile(_ share: Double) -> String {
            String(format: "%.1f", lags[min(lags.count - 1, Int(share * Double(lags.count)))])
        }
        var lines = [
            "payments at \(Int(writes.perSecond))/s (p99 \(String(format: "%.2f", writes.p99Milliseconds)) ms): "
                + "the views lag p50 \(quantile(0.5)) ms, p99 \(quantile(0.99)) ms, max \(quantile(1)) ms, \(lags.count) probes"
        ]
        let client = try BlockingHTTPClient(port: port)
        let ids = try client.request("GET", "/v1/payments?limit=100").text.matches(of: /"id":"(pay_[0-9A-Z]+)"/).map {
            String($0.1)
        }
        lines.append(try read("GET /v1/payments/{id}") { "/v1/payments/\(ids[$0 % ids.count])" })
        lines.append(try read("GET /v1/accounts/{id}") { "/v1/accounts/wallet:\($0 % 1000)" })
        for path in [
            "/v1/payments?limit=100", "/v1/payments?limit=100&payer=wallet:7", "/v1/payments?limit=100&status=captured",
            "/v1/accounts/wallet:7/entries?limit=100", "/v1/events?after=5000&limit=100", "/v1/orders/o-1000",
            "/v1/accounts/wallet:7?at=20000",
        ] {
            lines.append(try read("GET \(path)") { _ in path })
        }
        return lines.joined(separator: "\n")
    }

    private func read(_ name: String, _ path: @escaping (Int) -> String) throws -> String {
        var plan = LoadPlan(port: base.port)
        plan.connections = base.connections
        plan.durationSeconds = seconds
        plan.warmUpSeconds = 0.5
        let report = try LoadGenerator.run(plan) { index, bytes in
            bytes.append(contentsOf: "GET \(path(index)) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".utf8)
        }
        guard report.errors == 0, Set(report.statuses.keys) == [200] else {
            throw CommandFailure("\(name): \(report.statuses), \(report.errors) without an answer")
        }
        return "\(name): \(Int(report.perSecond))/s, p50 \(String(format: "%.2f", report.p50Milliseconds)) ms, "
            + "p99 \(String(format: "%.2f", report.p99Milliseconds)) ms"
    }

    /// Makes a payment now and then, and looks how long after its answer the views have it.
    private static func probe(_ port: Int, _ state: Monitor<(isOver: Bool, lags: [Double])>) throws {
        let client = try BlockingHTTPClient(port: port)
        let body =
            #"{"amount":1,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:0","payee":"merchant:0"}"#
        var number = 0
        while !state.withLock({ $0.isOver }) {
            number += 1
            let headers = [("Content-Type", "application/json"), ("Idempotency-Key", "probe-\(number)")]
            let answer = try client.request("POST", "/v1/payments", headers: headers, body: body)
            let start = MonotonicClock.now()
            guard let position = answer["florin-position"].flatMap(UInt64.init) else { continue }
            // Looking more often would take from the server what is to be measured.
            while try consumed(client) < position { LoadClock.sleep(nanoseconds: 2_000_000) }
            let lag = Double(MonotonicClock.now() - start) / 1e6
            state.withLock { $0.lags.append(lag) }
        }
    }

    private static func consumed(_ client: BlockingHTTPClient) throws -> UInt64 {
        let text = try client.request("GET", "/v1/subscriptions").text
        return text.firstMatch(of: /"name":"views","produced":\d+,"consumed":(\d+)/).flatMap { UInt64($0.1) } ?? 0
    }
}
