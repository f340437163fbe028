import JournalTestSupport
import PaymentCore
import Testing

/// A row in a table of money rules: in a scene, a command leads to events or is refused, and the accounts hold this much then.
struct Rule: Sendable, CustomTestStringConvertible {
    /// Something that sets the scene.
    enum Step: Sendable {
        case command(Command)
        /// Seconds go by.
        case wait(Int64)
        /// What is due ends.
        case expire
    }

    /// What a command leads to.
    enum Result: Sendable, Equatable {
        case events([Event])
        case rejected(Rejection)
    }

    /// The rule in one sentence.
    let testDescription: String
    let scene: [Step]
    let command: Command
    let result: Result
    /// What accounts hold afterwards: posted, pending in, pending out.
    let balances: [String: [Int64]]

    /// A command that is taken.
    init(
        _ sentence: String, given scene: [Step] = [], when command: Command, then events: [Event],
        balances: [String: [Int64]] = ["alice": [1000, 0, 0]]
    ) {
        (testDescription, self.scene, self.command) = (sentence, scene, command)
        (result, self.balances) = (.events(events), balances)
    }

    /// A command that is refused.
    init(
        _ sentence: String, given scene: [Step] = [], when command: Command, rejected rejection: Rejection,
        balances: [String: [Int64]] = ["alice": [1000, 0, 0]]
    ) {
        (testDescription, self.scene, self.command) = (sentence, scene, command)
        (result, self.balances) = (.rejected(rejection), balances)
    }
}

extension Rule.Step {
    static func pay(_ number: UInt64, _ amount: Int64, _ capture: CaptureMode = .automatic, seconds: Int64? = nil)
        -> Self
    {
        .command(Commands.pay(number, amount, capture, seconds: seconds))
    }

    static func hold(_ debit: String, _ credit: String, _ amount: Int64, seconds: Int64? = nil) -> Self {
        .command(Commands.hold(debit, credit, amount, seconds: seconds))
    }

    static func transfer(_ debit: String, _ credit: String, _ amount: Int64) -> Self {
        .command(Commands.transfer(debit, credit, amount))
    }

    static func confirm(_ number: UInt64, _ amount: Int64? = nil) -> Self { .command(Commands.confirm(number, amount)) }
    static func cancel(_ number: UInt64) -> Self { .command(Commands.cancel(number)) }
    static func refund(_ number: UInt64, _ amount: Int64? = nil) -> Self { .command(Commands.refund(number, amount)) }
    static func post(_ position: UInt64, _ amount: Int64? = nil) -> Self { .command(Commands.post(position, amount)) }
    static func void(_ position: UInt64) -> Self { .command(Commands.void(position)) }
}

/// Short words for events.
enum Events {
    static func posting(_ debit: UInt32, _ credit: UInt32, _ amount: Int64) -> Posting {
        Posting(debit: AccountNumber(debit), credit: AccountNumber(credit), amount: amount)
    }

    static func moved(_ payment: UInt32, _ debit: UInt32, _ credit: UInt32, _ amount: Int64) -> PaymentMoved {
        PaymentMoved(payment: PaymentNumber(payment), posting: posting(debit, credit, amount))
    }

    static func released(_ position: UInt64, _ debit: UInt32, _ credit: UInt32, _ amount: Int64) -> HoldReleased {
        HoldReleased(transfer: TransferID(Position(position)), posting: posting(debit, credit, amount))
    }

    static func posted(_ position: UInt64, _ debit: UInt32, _ credit: UInt32, _ amount: Int64) -> Event {
        .holdPosted(HoldPosted(transfer: TransferID(Position(position)), posting: posting(debit, credit, amount)))
    }

    /// Alice asks to pay acme, as the first payment of all.
    static func requested(
        _ amount: Int64, _ capture: CaptureMode, expiresAt: Int64? = nil, text: PaymentText = .none
    ) -> Event {
        .paymentRequested(
            PaymentRequested(
                number: PaymentNumber(0), id: Commands.id(1), amount: Commands.money(amount), method: .wallet,
                capture: capture,
                payer: AccountNumber(1), payee: AccountNumber(2),
                expiresAt: expiresAt.map(Timestamp.init(milliseconds:)),
                text: text))
    }
}
