public import Metrics

/// What the engine measures; updated once a batch, not once a command.
public struct EngineMetrics: Sendable {
    let commands: Counter
    let rejections: Counter
    let replays: Counter
    let events: Counter
    let batches: Counter
    let batchEvents: Recorder
    let commitSeconds: Timer
    let waiting: Gauge
    let position: Gauge
    let keys: Gauge
    let storageFull: Gauge
    let recoveries: Counter
    let snapshots: Counter
    let snapshotFailures: Counter

    /// Creates the metrics.
    /// - Parameter factory: where they are collected
    public init(factory: any MetricsFactory = MetricsSystem.factory) {
        commands = Counter(label: "florin_engine_commands_total", dimensions: [], factory: factory)
        rejections = Counter(label: "florin_engine_rejections_total", dimensions: [], factory: factory)
        replays = Counter(label: "florin_engine_replays_total", dimensions: [], factory: factory)
        events = Counter(label: "florin_engine_events_total", dimensions: [], factory: factory)
        batches = Counter(label: "florin_engine_batches_total", dimensions: [], factory: factory)
        batchEvents = Recorder(label: "florin_engine_batch_events", dimensions: [], aggregate: true, factory: factory)
        commitSeconds = Timer(
            label: "florin_engine_commit_seconds", dimensions: [], preferredDisplayUnit: .seconds, factory: factory)
        waiting = Gauge(label: "florin_engine_waiting_commands", dimensions: [], factory: factory)
        position = Gauge(label: "florin_journal_position", dimensions: [], factory: factory)
        keys = Gauge(label: "florin_engine_idempotency_keys", dimensions: [], factory: factory)
        storageFull = Gauge(label: "florin_journal_storage_full", dimensions: [], factory: factory)
        recoveries = Counter(label: "florin_engine_recoveries_total", dimensions: [], factory: factory)
        snapshots = Counter(label: "florin_engine_snapshots_total", dimensions: [], factory: factory)
        snapshotFailures = Counter(label: "florin_engine_snapshot_failures_total", dimensions: [], factory: factory)
    }
}
