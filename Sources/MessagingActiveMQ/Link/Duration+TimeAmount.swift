import NIOCore

extension Duration {
    /// The same for SwiftNIO, cut to a day.
    var timeAmount: TimeAmount {
        let day = Duration.seconds(86_400)
        let parts = Swift.min(Swift.max(self, .zero), day).components
        return .nanoseconds(parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
    }
}
