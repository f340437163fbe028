/// How a consumer takes part in its group.
public struct ConsumerSettings: Sendable, Hashable {
    /// How many deliveries it may have unsettled at a time; 1 to 65,535.
    public var prefetch: Int

    /// For how long a delivery is its own without being renewed, in engines whose leases have a time; 1 s to 12 h.
    public var lease: Duration

    /// What the engine's tools call it; letters, digits and `-`.
    public var name: String

    /// Creates settings.
    /// - Parameters:
    ///   - prefetch: how many deliveries it may have unsettled at a time
    ///   - lease: for how long a delivery is its own without being renewed
    ///   - name: what the engine's tools call it
    public init(prefetch: Int = 256, lease: Duration = .seconds(30), name: String = "florin") {
        self.prefetch = prefetch
        self.lease = lease
        self.name = name
    }
}
