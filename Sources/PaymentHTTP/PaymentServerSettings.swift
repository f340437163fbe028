/// How the HTTP server listens, and its limits.
///
/// Every limit has a default.
public struct PaymentServerSettings: Sendable, Hashable {
    /// The address to listen on.
    ///
    /// The default is the loopback address: whoever opens the server to a network says so.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 for any that is free.
    public var port = 8080
    /// The most bytes of one request's body; more are answered with 413.
    ///
    /// 1 MiB by default.
    public var maximumBodyBytes = 1 << 20
    /// The most bytes of a request line and its header fields; more are answered with 431.
    ///
    /// 16 KiB by default.
    public var maximumHeaderBytes = 16 << 10
    /// The most header fields of a request; more are answered with 431.
    ///
    /// 100 by default.
    public var maximumHeaderFields = 100
    /// The most commands in one batch; more are answered with 413.
    ///
    /// 10,000 by default.
    public var maximumBatchLines = 10_000
    /// The most connections at a time; further ones wait to be accepted.
    ///
    /// 10,000 by default.
    ///
    /// The process needs as many file descriptors.
    public var maximumConnections = 10_000
    /// How many connections may wait to be accepted.
    ///
    /// 1024 by default.
    public var backlog = 1024
    /// How long a request may take to arrive whole, from its first byte, in seconds.
    ///
    /// Sending slowly does not extend it. 10 by default.
    public var requestTimeoutSeconds: Double = 10
    /// How long a connection may be open without a request, in seconds.
    ///
    /// 60 by default.
    public var idleTimeoutSeconds: Double = 60
    /// How long a client may take to read so much of an answer that the next bytes can be written, in seconds.
    ///
    /// 30 by default.
    public var writeTimeoutSeconds: Double = 30
    /// How long a connection is still read after its request was refused, so that the client sees the answer, in
    /// seconds.
    ///
    /// 2 by default.
    public var lingerTimeoutSeconds: Double = 2
    /// How long a request that names a position in `Florin-Wait-For` waits for it, in seconds.
    ///
    /// 2 by default.
    public var waitTimeoutSeconds: Double = 2
    /// The shortest time between two writes of the live stream, in seconds.
    ///
    /// The first event after a quiet moment is sent at once. 0.1 by default.
    public var streamIntervalSeconds: Double = 0.1
    /// After how long without events the live stream says that it is there, in seconds.
    ///
    /// 15 by default.
    public var streamHeartbeatSeconds: Double = 15
    /// How long a reader of the live stream may take to read what it was sent, in seconds.
    ///
    /// 5 by default.
    public var streamWriteTimeoutSeconds: Double = 5
    /// How many events a reader of the live stream that had caught up may fall behind.
    ///
    /// 50,000 by default.
    public var streamMaximumLagEvents: UInt64 = 50_000
    /// How the server proves who it is; `nil` for HTTP without TLS.
    public var tls: TLSSettings?
    /// Whether there is `POST /v1/echo`, which reads a payment request and writes a payment without any engine: for benchmarks only.
    public var echoRoute = false

    /// Creates settings with the defaults.
    public init() {}
}
