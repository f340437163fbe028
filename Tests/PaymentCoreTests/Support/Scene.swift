import JournalTestSupport
import PaymentCore

/// A state with a clock, and the words with which tests speak to it.
///
/// It begins with four accounts (`rail:bank`, number 0, an asset with overdraft; `alice`, 1, and `acme`, 2, liabilities in USD; `euro`, 3, a
/// liability in EUR) and 1000 USD on alice's account. That makes five events: the next one has position 6.
struct Scene {
    var state = State()
    /// The time of the next command, in milliseconds.
    var time: Int64 = 1_000_000
    /// Every event so far, with its time.
    private(set) var history: [(event: Event, time: Timestamp)] = []

    /// Begins with the accounts and the money that the type's comment tells of.
    init() throws {
        try run(Commands.open("rail:bank", .asset, overdraft: true))
        try run(Commands.open("alice"))
        try run(Commands.open("acme"))
        try run(Commands.open("euro", currency: "EUR"))
        try run(Commands.transfer("rail:bank", "alice", 1000))
    }

    /// Begins with nothing.
    init(empty: Void) {}

    /// Decides a command and applies what came of it.
    @discardableResult
    mutating func run(_ command: Command) throws -> [Event] {
        var events: [Event] = []
        try state.decide(command, at: Timestamp(milliseconds: time), into: &events)
        try apply(events)
        return events
    }

    /// Lets everything end that is due.
    @discardableResult
    mutating func expire() throws -> [Event] {
        var all: [Event] = []
        while let due = state.nextExpiry(), due.time.milliseconds <= time {
            var events: [Event] = []
            state.decide(due, at: Timestamp(milliseconds: time), into: &events)
            try apply(events)
            all += events
        }
        return all
    }

    mutating func apply(_ events: [Event]) throws {
        for event in events {
            try state.apply(event, at: Timestamp(milliseconds: time))
            history.append((event, Timestamp(milliseconds: time)))
        }
    }

    /// Rolls the group back, and forgets what it did.
    /// - Parameter former: the scene before the group, whose history this one takes; `nil` to keep its own
    mutating func takeBack(to former: Scene?) {
        state.rollBackGroup()
        if let former { history = former.history }
    }

    /// What an account holds: posted, pending in, pending out.
    func balance(_ id: String) -> [Int64] {
        guard let id = try? AccountID(id), let balance = state.account(id)?.balance else { return [] }
        return [balance.posted, balance.pendingIn, balance.pendingOut]
    }

    /// Whether all debits equal all credits, in every currency.
    var isBalanced: Bool {
        state.totals().values.allSatisfy { $0.isBalanced }
    }

    func payment(_ number: UInt64) -> Payment? {
        state.payment(Commands.id(number))
    }
}
