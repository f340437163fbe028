import Testing

@testable import HTTPLoad

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test func `quantiles are right to one in a hundred`() {
        var histogram = LatencyHistogram()
        for value in 1...100_000 as ClosedRange<UInt64> { histogram.record(value * 1000) }
        for (share, exact) in [(0.5, 50_000_000.0), (0.99, 99_000_000), (0.999, 99_900_000), (1, 100_000_000)] {
            let quantile = Double(histogram.quantile(share))
            #expect(quantile >= exact && quantile <= exact * 1.01)
        }
        #expect(histogram.maximum == 100_000_000)
    }

    @Test(arguments: [0, 1, 127, 128, 255, 256, 257, 1 << 40, UInt64.max])
    func `any duration can be recorded`(_ value: UInt64) {
        var histogram = LatencyHistogram()
        histogram.record(value)
        #expect(histogram.quantile(0.5) == value)
    }
}
