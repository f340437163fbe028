import Messaging
import PaymentHTTP

/// The engine of the queues, as readiness sees it.
struct QueueCompanion: Companion {
    let circuit: CircuitBreaker

    var name: String { "queues at \(circuit.label)" }

    var fault: String? {
        get async { circuit.fault?.message }
    }
}
