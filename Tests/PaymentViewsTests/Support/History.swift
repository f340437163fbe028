import Journal
import JournalTestSupport
import PaymentCore

/// A state, and the sealed batches that led to it.
struct History {
    struct Batch {
        let header: BatchHeader
        let bytes: [UInt8]
        let hash: ChainHash
    }

    /// What a state was after one event.
    struct Moment {
        let event: Event
        let position: Position
        let time: Timestamp
        /// The balance of each account, by number.
        let balances: [Balance]
    }

    private(set) var state = State()
    private(set) var batches: [Batch] = []
    private(set) var moments: [Moment] = []
    /// The ids of all accounts, by number, and of all payments, by number.
    private(set) var accounts: [AccountID] = []
    private(set) var payments: [PaymentID] = []
    var time: Int64 = 1_000_000
    private var entries: [[Event]] = []
    private var hash = ChainHash.zero
    private let id: JournalID

    init(seed: UInt64 = 1) {
        var random = SeededGenerator(seed: seed)
        id = JournalID(using: &random)
    }

    /// Decides a command; a refusal does nothing.
    @discardableResult
    mutating func run(_ command: Command) throws -> Bool {
        var events: [Event] = []
        do throws(Rejection) {
            try state.decide(command, at: Timestamp(milliseconds: time), into: &events)
        } catch {
            return false
        }
        try take(events)
        return true
    }

    /// Lets everything end that is due.
    mutating func expire() throws {
        while let due = state.nextExpiry(), due.time.milliseconds <= time {
            var events: [Event] = []
            state.decide(due, at: Timestamp(milliseconds: time), into: &events)
            try take(events)
        }
    }

    private mutating func take(_ events: [Event]) throws {
        if events.isEmpty { return }
        entries.append(events)
        for event in events {
            try state.apply(event, at: Timestamp(milliseconds: time))
            if case .accountOpened(let opened) = event { accounts.append(opened.id) }
            if case .paymentRequested(let requested) = event { payments.append(requested.id) }
            let balances = accounts.indices.map { state.account(AccountNumber(UInt32($0)))?.balance ?? .zero }
            moments.append(
                Moment(
                    event: event, position: state.position, time: Timestamp(milliseconds: time), balances: balances))
        }
    }

    /// Seals what was decided since the last batch.
    mutating func seal() throws {
        if entries.isEmpty { return }
        var buffer = BatchBuffer(capacityBytes: 1024)
        for entry in entries {
            EntryEncoder.append(entry, stamp: nil, to: &buffer.bytes)
            buffer.eventCount += entry.count
        }
        let first = Position(state.position.value - UInt64(buffer.eventCount) + 1)
        hash = buffer.seal(first: first, time: Timestamp(milliseconds: time), id: id, previous: hash)
        let header = try BatchHeader(reading: unsafe buffer.bytes.span.bytes)
        batches.append(Batch(header: header, bytes: buffer.bytes, hash: hash))
        entries = []
    }
}
