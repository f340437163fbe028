/// How the engine works.
public struct EngineSettings: Sendable, Hashable {
    /// How many commands may wait.
    ///
    /// More are refused at once with ``EngineFault/Code/overloaded``. Default 65,536.
    public var maximumWaitingCommands = 65_536

    /// How many commands are decided and synced at once.
    ///
    /// Also the largest all-or-nothing group. Default 8,192.
    public var maximumBatchCommands = 8192

    /// For how long a key is remembered.
    ///
    /// Default 24 hours.
    public var idempotencyRetentionSeconds: Int64 = 86_400

    /// How many keys are remembered; about 65 bytes each.
    ///
    /// When as many came within the retention time, further commands with keys are refused rather than old keys
    /// forgotten. Default 50 million.
    public var maximumIdempotencyKeys = 50_000_000

    /// After how many events, at the least, a snapshot is taken; a ledger of more records than twice that waits for
    /// half as many events as it has records.
    ///
    /// Default 1,000,000; 0 for none.
    public var snapshotEveryEvents: UInt64 = 1_000_000

    /// How many events behind the oldest snapshot are kept; `nil`, the default, keeps all events for ever.
    public var retainedEvents: UInt64?

    /// Creates the default settings.
    public init() {}
}
