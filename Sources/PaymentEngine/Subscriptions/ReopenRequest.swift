import Synchronization

/// Why a subscriber must be opened anew, if it must.
final class ReopenRequest: Sendable {
    private let reason = Mutex<(any Error)?>(nil)

    /// Whether there is a reason.
    var isSet: Bool { reason.withLock { $0 != nil } }

    /// Notes a reason.
    func set(_ error: any Error) {
        reason.withLock { $0 = error }
    }

    /// Throws the reason, once.
    func check() throws {
        let error = reason.withLock { reason in
            defer { reason = nil }
            return reason
        }
        if let error { throw error }
    }
}
