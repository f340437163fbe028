import Synchronization

/// Whether the file of the views must be thrown away, and why.
final class ViewDamage: Sendable {
    private let fault = Mutex<ViewFault?>(nil)

    /// Notes a fault, if it is one that only a new file mends.
    func note(_ fault: ViewFault) {
        switch fault.code {
        case .damaged, .doesNotFollow: self.fault.withLock { $0 = fault }
        case .full, .io, .busy, .malformed, .behind, .invalid, .failed, .notComparable: break
        }
    }

    /// Refuses to go on with a file that must be thrown away.
    func check() throws {
        if let fault = fault.withLock({ $0 }) { throw fault }
    }

    /// Takes the reason, if there is one: the caller throws the file away.
    func take() -> String? {
        fault.withLock { fault in
            defer { fault = nil }
            return fault?.message
        }
    }
}
