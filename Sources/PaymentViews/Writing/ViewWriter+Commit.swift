import GRDB
import PaymentCore

extension ViewWriter {
    /// Writes what was consumed since the last commit, in one transaction.
    ///
    /// Does nothing where nothing was consumed. ``position`` is behind it afterwards.
    /// - Throws: ``ViewFault``: `.full`, `.busy` and `.io` leave the file as it was and may be tried again; `.damaged` means that the file
    ///   must be removed and made anew; `.malformed` where an event does not fit its payment; `.failed` after a batch that could not be
    ///   taken in
    public mutating func commit() throws {
        guard !isBroken else {
            throw ViewFault(.failed, "An earlier batch could not be taken in. Make a new writer.")
        }
        guard consumed.position > position else { return }
        do {
            try store.pool.write { database in
                let commit = try ViewCommit(database)
                try commit.write(pending, accounts: accounts, stored: storedAccounts)
                try consumed.write(database)
            }
        } catch {
            throw ViewFault(error)
        }
        position = consumed.position
        storedAccounts = accounts.count
        storedPayments += pending.newPayments.count
        for number in pending.dirtyAccounts { accounts[number].isDirty = false }
        for number in accounts.indices.suffix(pending.openedAccounts.count) { accounts[number].isDirty = false }
        pending.removeAll()
    }
}
