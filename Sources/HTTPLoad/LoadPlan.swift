/// What load to make.
public struct LoadPlan: Sendable {
    /// An IPv4 address in decimal, or `localhost`.
    public var host = "127.0.0.1"
    /// The port.
    public var port: Int
    /// How many connections, each with one request at a time.
    ///
    /// Meant for tens to a few hundreds.
    public var connections = 64
    /// How many requests a second over all connections; `nil` for as many as are answered.
    public var requestsPerSecond: Double?
    /// How many requests to send at most; `nil` for as many as fit the time.
    public var maximumRequests: Int?
    /// How long to send, in seconds.
    public var durationSeconds: Double = 5
    /// How long to send before anything is measured, in seconds.
    public var warmUpSeconds: Double = 0
    /// How long to wait for the last answers, in seconds.
    public var patienceSeconds: Double = 5

    /// Creates a plan for a port of the loopback address.
    /// - Parameter port: the port
    public init(port: Int) {
        self.port = port
    }
}
