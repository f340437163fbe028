extension State {
    /// Finds the accounts of a pending transfer.
    /// - Parameter id: the transfer
    /// - Returns: `nil` where there is none or it is not pending any more
    public func parties(ofPending id: TransferID) -> Parties? {
        holds[id].map { Parties(debit: accountIDs[Int($0.debit.value)], credit: accountIDs[Int($0.credit.value)]) }
    }
}
