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

    /// What each metric means, by its label.
    public static let descriptions = [
        "florin_engine_commands_total": "commands decided",
        "florin_engine_rejections_total": "commands that the rules refused",
        "florin_engine_replays_total": "commands repeated under their key and answered with the first answer",
        "florin_engine_events_total": "events made durable",
        "florin_engine_batches_total": "batches made durable",
        "florin_engine_batch_events": "events in a batch",
        "florin_engine_commit_seconds": "time to make a batch durable, in seconds",
        "florin_engine_waiting_commands": "submissions that waited when the engine last looked",
        "florin_journal_position": "position of the last durable event",
        "florin_engine_idempotency_keys": "idempotency keys remembered",
        "florin_journal_storage_full": "1 while the journal's disk is full and writes are refused",
        "florin_engine_recoveries_total": "times the journal failed and was opened again",
        "florin_engine_snapshots_total": "snapshots written",
        "florin_engine_snapshot_failures_total": "snapshots that could not be written",
    ]

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
