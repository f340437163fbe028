import PaymentCore

/// The references of the transfers that are pending.
///
/// Only the event that makes a transfer carries its reference; the exports show it on those that follow, too.
struct HeldReferences {
    private var references: [TransferID: String] = [:]

    /// Finds the reference of the transfer that an event is about.
    /// - Parameters:
    ///   - event: the event that comes next
    ///   - state: the state right behind it
    /// - Returns: `nil` where it is about no transfer or the transfer has none
    mutating func reference(of event: NamedEvent, in state: State) -> String? {
        guard case .transfer(let id) = event.subject else { return nil }
        if let reference = event.event.reference {
            if state.pendingTransfer(id) != nil { references[id] = reference }
            return reference
        }
        guard let reference = references[id] else { return nil }
        if state.pendingTransfer(id) == nil { references[id] = nil }
        return reference
    }
}
