import Synchronization

/// Whether the file of the views must be thrown away, and why.
final class ViewDamage: Sendable {
    private let fault = Mutex<ViewFault?>(nil)

    /// Notes a fault, if it is one that only a new file mends.
    /// - Returns: whether it is, and was not known yet
    @discardableResult
    func note(_ fault: ViewFault) -> Bool {
        switch fault.code {
        case .damaged, .doesNotFollow:
            self.fault.withLock { known in
                defer { known = fault }
                return known == nil
            }
        case .full, .io, .busy, .malformed, .behind, .invalid, .failed, .notComparable: false
        }
    }

    /// Takes the reason, if there is one: the caller throws the file away.
    func take() -> String? {
        fault.withLock { fault in
            defer { fault = nil }
            return fault?.message
        }
    }
}
