import HTTPLoad

/// Measures a server over loopback.
struct HTTPMeasurement: Sendable {
    let port: Int
    let connections: Int
    let seconds: Double
    private static let accounts = 1000

    func run() throws -> HTTPResult {
        try openAccounts()
        let echo = try load("/v1/echo", prefix: "echo")
        let full = try load("/v1/payments", prefix: "full")
        let half = try load("/v1/payments", prefix: "half", requestsPerSecond: full.perSecond / 2)
        return HTTPResult(
            submitters: connections, perSecond: Int(full.perSecond), p50Milliseconds: full.p50Milliseconds,
            p99Milliseconds: full.p99Milliseconds, p999Milliseconds: full.p999Milliseconds,
            maxMilliseconds: full.maximumMilliseconds,
            echoPerSecond: Int(echo.perSecond), halfLoadPerSecond: Int(half.perSecond),
            halfLoadP50Milliseconds: half.p50Milliseconds,
            halfLoadP99Milliseconds: half.p99Milliseconds, halfLoadP999Milliseconds: half.p999Milliseconds,
            halfLoadMaxMilliseconds: half.maximumMilliseconds)
    }

    /// Opens payers and payees.
    func openAccounts() throws {
        var lines = ""
        for number in 0..<HTTPMeasurement.accounts {
            lines +=
                #"{"type":"open_account","id":"wallet:\#(number)","currency":"USD","allows_overdraft":true}"# + "\n"
            lines += #"{"type":"open_account","id":"merchant:\#(number)","currency":"USD"}"# + "\n"
        }
        let client = try BlockingHTTPClient(port: port)
        let answer = try client.request(
            "POST", "/v1/batch", headers: [("Content-Type", "application/x-ndjson")], body: lines)
        guard answer.status == 200 else {
            throw CommandFailure("The accounts could not be opened: \(answer.status) \(answer.text)")
        }
    }

    /// Makes payments, or echoes of them.
    func load(_ path: String, prefix: String, requestsPerSecond: Double? = nil) throws -> LoadReport {
        var plan = LoadPlan(port: port)
        plan.connections = connections
        plan.requestsPerSecond = requestsPerSecond
        plan.durationSeconds = seconds
        plan.warmUpSeconds = 1
        let report = try LoadGenerator.run(plan) { index, bytes in
            HTTPMeasurement.append(index: index, path: path, prefix: prefix, to: &bytes)
        }
        guard report.errors == 0, Set(report.statuses.keys) == [201] || Set(report.statuses.keys) == [200] else {
            throw CommandFailure(
                "Not all requests were answered well: \(report.statuses), \(report.errors) without an answer")
        }
        return report
    }

    private static func append(index: Int, path: String, prefix: String, to bytes: inout [UInt8]) {
        let (payer, payee) = (index &* 7919 % accounts, index &* 104_729 % accounts)
        let body =
            #"{"amount":\#(100 + index % 1000),"currency":"USD","method":{"type":"wallet"},"payer":"wallet:\#(payer)","#
            + #""payee":"merchant:\#(payee)","capture":"automatic","order":"o-\#(index)"}"#
        bytes.append(
            contentsOf: """
                POST \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n\
                Idempotency-Key: \(prefix)-\(index)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                """.utf8)
    }
}
