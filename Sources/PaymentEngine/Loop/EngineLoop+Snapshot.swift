import BlockingIO
import CoreMetrics
import Journal
import Logging
import PaymentCore

extension EngineLoop {
    /// Takes a snapshot if enough has happened since the last one, and gives up events that are covered by two.
    mutating func takeSnapshotIfDue() throws {
        guard engine.settings.snapshotEveryEvents > 0 else { return }
        // A snapshot holds everything: with many records it is taken less often, so that its cost per event stays bounded.
        let interval = max(engine.settings.snapshotEveryEvents, UInt64(ledger.recordCount) / 2)
        guard ledger.state.position.value >= snapshotPosition.value + interval else { return }
        guard !engine.snapshotting.isRunning else { return }
        try recycle()
        takeSnapshot(inBackground: true)
    }

    /// Writes a frozen copy of the ledger.
    ///
    /// The engine goes on meanwhile; what it changes, it copies first.
    mutating func takeSnapshot(inBackground: Bool) {
        guard let storage, engine.settings.snapshotEveryEvents > 0, ledger.state.position > snapshotPosition else {
            return
        }
        snapshotPosition = ledger.state.position
        let (frozen, hash, snapshots, engine) = (ledger.frozen(), storage.journal.endHash, storage.snapshots, engine)
        let write: @Sendable () -> Void = {
            do {
                try snapshots.write(position: frozen.state.position, hash: hash) { try frozen.writeImage($0) }
                engine.metrics.snapshots.increment()
            } catch {
                engine.metrics.snapshotFailures.increment()
                engine.logger.error("A snapshot could not be written", metadata: ["error": "\(error)"])
            }
        }
        guard inBackground else { return write() }
        do {
            try engine.snapshotting.start(write)
        } catch {
            engine.metrics.snapshotFailures.increment()
            engine.logger.error("A snapshot could not be started", metadata: ["error": "\(error)"])
        }
    }

    private mutating func recycle() throws {
        guard let retained = engine.settings.retainedEvents else { return }
        do throws(JournalFault) {
            guard let oldest = try storage?.snapshots.oldestPosition(), oldest.value > retained else { return }
            let needed = engine.neededBehind ?? oldest
            try storage?.journal.recycle(before: min(Position(oldest.value - retained), needed).next)
        } catch {
            try recover(from: error)
        }
    }
}
