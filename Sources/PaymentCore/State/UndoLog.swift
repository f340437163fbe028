/// What to put back if a group of commands fails halfway: the old values, newest last.
struct UndoLog: Sendable {
    /// One change.
    enum Entry: Sendable {
        case account(Int, AccountRecord)
        case accountOpened
        case hold(TransferID, HoldRecord?)
        case payment(Int, PaymentRecord)
        case paymentRequested
    }

    let position: Position
    let time: Timestamp
    private(set) var entries: [Entry] = []

    init(position: Position, time: Timestamp) {
        self.position = position
        self.time = time
    }

    mutating func record(_ entry: Entry) {
        entries.append(entry)
    }
}
