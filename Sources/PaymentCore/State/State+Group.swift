extension State {
    /// Starts a group of commands that happen together or not at all.
    ///
    /// Groups do not nest.
    public mutating func beginGroup() {
        undoLog = UndoLog(position: position, time: time)
    }

    /// Keeps everything since ``beginGroup()``.
    public mutating func commitGroup() {
        undoLog = nil
    }

    /// Takes back everything since ``beginGroup()``.
    public mutating func rollBackGroup() {
        guard let log = undoLog else { return }
        undoLog = nil
        for entry in log.entries.reversed() {
            undo(entry)
        }
        position = log.position
        time = log.time
    }

    /// Puts back one value.
    ///
    /// What ends by itself is noted once more, because ``nextExpiry()`` may have thrown the note away.
    private mutating func undo(_ entry: UndoLog.Entry) {
        switch entry {
        case .account(let number, let record): accounts[number] = record
        case .payment(let number, let record):
            payments[number] = record
            if record.held > 0, let time = record.expiresAt {
                insert(Expiry(time: time, subject: .payment(PaymentNumber(UInt32(truncatingIfNeeded: number)))))
            }
        case .hold(let id, let record?):
            holds.put(record)
            if let time = record.expiresAt { insert(Expiry(time: time, subject: .transfer(id))) }
        case .hold(let id, nil): holds.remove(id)
        case .accountOpened:
            accountNumbers[accountIDs[accountIDs.count - 1]] = nil
            accountIDs.removeLast()
            accounts.removeLast()
        case .paymentRequested:
            let number = payments.count - 1
            let record = payments[number]
            paymentIndex.remove(UInt32(truncatingIfNeeded: number), hash: keyHash(record.id.low)) {
                keyHash(payments[Int($0)].id.low)
            }
            texts.removeLast(record.text)
            payments.removeLast()
        }
    }
}
