import CoreMetrics
import PrometheusMetrics

/// The metrics of HTTP: made once, so that a request costs two array look-ups and a few atomic operations.
struct HTTPMetrics: Sendable {
    private static let classes = ["1xx", "2xx", "3xx", "4xx", "5xx"]
    private let requests: [any CounterHandler]
    private let durations: [any TimerHandler]
    private let refused: [String: any CounterHandler]

    init(_ registry: PrometheusRegistry) {
        registry.describe("florin_http_requests", "requests answered, by route, method and status class")
        registry.describe(
            "florin_http_request_duration", "time from a whole request to its answer, by route and method")
        registry.describe("florin_http_refused", "requests refused before they were whole, by the code of the problem")
        let routes =
            Route.allCases.map { (pattern: $0.pattern, method: $0.method) } + [(pattern: "other", method: "other")]
        requests = routes.flatMap { route in
            HTTPMetrics.classes.map { status in
                registry.makeCounter(
                    label: "florin_http_requests",
                    dimensions: [("route", route.pattern), ("method", route.method), ("status", status)])
            }
        }
        durations = routes.map { route in
            registry.makeTimer(
                label: "florin_http_request_duration", dimensions: [("route", route.pattern), ("method", route.method)])
        }
        let codes = [InputCode.bodyTooLarge, .headersTooLarge, .invalidHTTP, .requestTimeout]
        refused = Dictionary(
            uniqueKeysWithValues: codes.map { code in
                let handler = registry.makeCounter(label: "florin_http_refused", dimensions: [("code", code.rawValue)])
                return (code.rawValue, handler)
            })
    }

    /// Counts an answer.
    /// - Parameters:
    ///   - route: `nil` for paths that there are not
    ///   - status: the HTTP status
    ///   - duration: how long it took
    func answered(_ route: Route?, status: Int, duration: Duration) {
        let index = route?.rawValue ?? Route.allCases.count
        let statusClass = min(max(status / 100, 1), HTTPMetrics.classes.count) - 1
        requests[index * HTTPMetrics.classes.count + statusClass].increment(by: 1)
        let (seconds, attoseconds) = duration.components
        durations[index].recordNanoseconds(seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }

    /// Counts a request that was refused before it was whole.
    func refused(_ code: InputCode) {
        refused[code.rawValue]?.increment(by: 1)
    }
}
