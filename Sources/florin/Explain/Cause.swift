import PaymentCore

/// Why an event happened.
enum Cause: Hashable {
    /// A client's command.
    case command(hasKey: Bool)
    /// The same command as an event before it.
    case sameCommand(as: Position, hasKey: Bool)
    /// Its time was over.
    case timer

    /// Finds the cause of an event.
    init(of event: ReplayedEvent) {
        switch event.event {
        case .holdExpired, .paymentExpired: self = .timer
        default:
            self =
                event.entry == event.position
                ? .command(hasKey: event.hasKey) : .sameCommand(as: event.entry, hasKey: event.hasKey)
        }
    }

    /// The cause's stable name, as in JSON.
    var name: String {
        switch self {
        case .command: "command"
        case .sameCommand: "same_command"
        case .timer: "timer"
        }
    }

    /// Whether the command came with an idempotency key.
    var hasKey: Bool {
        switch self {
        case .command(let hasKey), .sameCommand(_, let hasKey): hasKey
        case .timer: false
        }
    }

    /// The cause in words.
    var words: String {
        switch self {
        case .command(true): "a client's command with an idempotency key"
        case .command(false): "a client's command without an idempotency key"
        case .sameCommand(let position, _): "the same command as position \(position.value)"
        case .timer: "a timer: its time was over"
        }
    }
}
