import NIOCore
import PrometheusMetrics

extension PaymentResponder {
    /// `GET /metrics`: the text format of Prometheus.
    func metricsText() -> HTTPReply {
        gauges.record()
        var reply = HTTPReply(status: 200, body: ByteBuffer(string: registry.text()))
        reply.contentType = PrometheusRegistry.contentType
        return reply
    }
}
