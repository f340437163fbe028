import CoreMetrics
import PrometheusMetrics
import Testing

@Suite("Prometheus metrics")
struct PrometheusRegistryTests {
    @Test func `the text has every type with help, type and labels in order`() {
        let registry = PrometheusRegistry()
        registry.describe("requests", "how many \\ requests\nthere were")
        registry.makeCounter(label: "requests", dimensions: [("route", "/a\"b\\c\nd"), ("a-b", "x")]).increment(by: 3)
        registry.makeFloatingPointCounter(label: "paid_total", dimensions: []).increment(by: 1.5)
        registry.makeMeter(label: "9depth", dimensions: []).set(Int64(-4))
        registry.makeRecorder(label: "size", dimensions: [("le", "x")], aggregate: true).record(Int64(7))
        let timer = registry.makeTimer(label: "wait", dimensions: [])
        timer.recordNanoseconds(1_000_000)
        timer.recordNanoseconds(1_000_001)
        timer.recordNanoseconds(60_000_000_000)
        let text = registry.text()
        for line in [
            "# HELP requests_total how many \\\\ requests\\nthere were\n# TYPE requests_total counter\n",
            "requests_total{a_b=\"x\",route=\"/a\\\"b\\\\c\\nd\"} 3\n", "# TYPE paid_total counter\npaid_total 1.5\n",
            "# TYPE _9depth gauge\n_9depth -4\n", "size_bucket{exported_le=\"x\",le=\"5\"} 0\n",
            "size_bucket{exported_le=\"x\",le=\"10\"} 1\n",
            "size_count{exported_le=\"x\"} 1\n", "# TYPE wait_seconds histogram\n",
            "wait_seconds_bucket{le=\"0.0005\"} 0\n",
            "wait_seconds_bucket{le=\"0.001\"} 1\n", "wait_seconds_bucket{le=\"0.0025\"} 2\n",
            "wait_seconds_bucket{le=\"10\"} 2\n",
            "wait_seconds_bucket{le=\"+Inf\"} 3\n", "wait_seconds_sum 60.002000001\n", "wait_seconds_count 3\n",
        ] {
            #expect(text.contains(line), "\(line)in\n\(text)")
        }
        #expect(text.hasSuffix("\n"))
    }

    @Test func `the same name and labels are the same metric, in any order of labels`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "c", dimensions: [("a", "1"), ("b", "2")]).increment(by: 1)
        registry.makeCounter(label: "c", dimensions: [("b", "2"), ("a", "1")]).increment(by: 1)
        #expect(registry.text().contains("c_total{a=\"1\",b=\"2\"} 2\n"))
    }

    @Test func `label sets over the limit, and names of another type, are dropped and counted`() {
        let registry = PrometheusRegistry(maximumSeriesPerMetric: 2)
        for index in 0..<5 { registry.makeCounter(label: "c", dimensions: [("i", "\(index)")]).increment(by: 1) }
        registry.makeMeter(label: "c_total", dimensions: []).set(Int64(1))
        registry.makeFloatingPointCounter(label: "c", dimensions: [("i", "0")]).increment(by: 1)
        let text = registry.text()
        #expect(text.split(separator: "\n").filter { $0.hasPrefix("c_total{") }.count == 2)
        #expect(text.contains("metrics_dropped_series_total 5\n"))
    }

    @Test func `a counter never falls`() {
        let counter = PrometheusRegistry().makeCounter(label: "c", dimensions: [])
        counter.increment(by: 2)
        counter.increment(by: -1)
        #expect((counter as? PrometheusCounter)?.value == 2)
        counter.reset()
        #expect((counter as? PrometheusCounter)?.value == 0)
    }

    @Test func `a gauge may be anything`() {
        let registry = PrometheusRegistry()
        for (name, value) in [("a", Double.infinity), ("b", -.infinity), ("c", .nan), ("d", 0.25), ("e", 1e300)] {
            registry.makeMeter(label: name, dimensions: []).set(value)
        }
        let text = registry.text()
        for line in ["a +Inf\n", "b -Inf\n", "c NaN\n", "d 0.25\n", "e 1e+300\n"] {
            #expect(text.contains("\n" + line))
        }
    }

    @Test func `nothing is lost when many count at once`() async {
        let registry = PrometheusRegistry()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    let counter = registry.makeCounter(label: "c", dimensions: [])
                    let meter = registry.makeMeter(label: "m", dimensions: [])
                    let timer = registry.makeTimer(label: "t", dimensions: [])
                    for _ in 0..<5000 {
                        counter.increment(by: 1)
                        meter.increment(by: 1)
                        timer.recordNanoseconds(1_000_000_000)
                    }
                }
            }
        }
        let text = registry.text()
        #expect(text.contains("c_total 40000\n"))
        #expect(text.contains("m 40000\n"))
        #expect(text.contains("t_seconds_sum 40000\nt_seconds_count 40000\n"))
    }

    @Test func `metrics of swift-metrics itself work`() {
        let registry = PrometheusRegistry()
        Counter(label: "florin.engine.commands", dimensions: [("a", "b")], factory: registry).increment()
        Timer(label: "florin_commit_seconds", dimensions: [], factory: registry).recordMilliseconds(3)
        Gauge(label: "florin_depth", dimensions: [], factory: registry).record(5)
        let text = registry.text()
        #expect(text.contains("florin_engine_commands_total{a=\"b\"} 1\n"))
        #expect(text.contains("florin_commit_seconds_count 1\n"))
        #expect(text.contains("florin_depth 5\n"))
    }
}
