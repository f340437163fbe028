import PaymentCore

extension ReadSession {
    /// The last movement of an account that is not behind a position; `nil` where there is none.
    ///
    /// Begins at the first signpost at or behind the position, so that at most 64 links are followed.
    func movement(of number: AccountNumber, _ account: AccountRow, notBehind position: Int64) throws -> Movement? {
        var place = account.lastMovement
        if place > position {
            place =
                try integer(
                    "SELECT position FROM signposts WHERE account = ? AND position >= ? ORDER BY position LIMIT 1",
                    Int64(number.value), position) ?? place
        }
        while place > 0 {
            let movement = try movement(place)
            if place <= position { return movement }
            place = try movement.side(of: number).previous
        }
        return nil
    }
}

extension Movement {
    /// Which side of the movement an account is on.
    func isDebit(of number: AccountNumber) throws -> Bool {
        if posting.debit == number { return true }
        guard posting.credit == number else { throw ViewFault.row("movements") }
        return false
    }

    func side(of number: AccountNumber) throws -> MovementSide {
        try isDebit(of: number) ? debit : credit
    }
}
