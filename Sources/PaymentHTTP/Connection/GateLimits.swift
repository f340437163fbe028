import NIOCore

/// The limits of one connection.
struct GateLimits {
    let maximumBodyBytes: Int
    let request: TimeAmount
    let idle: TimeAmount
    let write: TimeAmount
    let linger: TimeAmount

    init(_ settings: PaymentServerSettings) {
        maximumBodyBytes = max(0, settings.maximumBodyBytes)
        request = GateLimits.amount(settings.requestTimeoutSeconds)
        idle = GateLimits.amount(settings.idleTimeoutSeconds)
        write = GateLimits.amount(settings.writeTimeoutSeconds)
        linger = GateLimits.amount(settings.lingerTimeoutSeconds)
    }

    /// At least a millisecond, at most a day.
    private static func amount(_ seconds: Double) -> TimeAmount {
        .milliseconds(Int64(min(max(seconds.isNaN ? 1 : seconds, 0.001), 86_400) * 1000))
    }
}
