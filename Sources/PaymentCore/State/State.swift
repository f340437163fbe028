import HeapModule

/// What all events so far add up to: accounts, holds and payments.
///
/// ``decide(_:at:into:)`` is the rules: it turns a command into events, or refuses it, and changes nothing. ``apply(_:at:)`` is the facts: it
/// changes the state by one event and knows no rules. There is no clock, no randomness and no input or output here, so that the same
/// commands at the same times give the same events on every machine.
///
/// The state is a value. A copy shares its memory with the original until one of them changes.
public struct State: Sendable {
    /// The position of the last event that was applied.
    public internal(set) var position = Position.start

    /// The time of the last event that was applied.
    public internal(set) var time = Timestamp(milliseconds: 0)

    var accounts = ChunkedArray<AccountRecord>()
    var accountIDs = ChunkedArray<AccountID>()
    var accountNumbers: [AccountID: AccountNumber] = [:]
    var holds = HoldTable()
    var payments = ChunkedArray<PaymentRecord>()
    var paymentIndex = HashIndex()
    var texts = TextArena()
    var expiries = Heap<Expiry>()
    /// How many of them there were when they were last cleaned.
    var expiriesAfterCleaning = 0
    var undoLog: UndoLog?

    /// Creates the state before the first event.
    public init() {}

    /// Decides a command.
    ///
    /// Changes nothing.
    ///
    /// The events must be applied, or forgotten, before the next command is decided.
    /// - Parameters:
    ///   - command: what is asked for
    ///   - time: when; never before the time of the last event
    ///   - events: the events are added here; none are where the command asks for what is already so
    /// - Throws: the reason for which the rules refuse the command; `events` is as it was, then
    public func decide(_ command: Command, at time: Timestamp, into events: inout [Event]) throws(Rejection) {
        switch command {
        case .transfer(let request): try decide(request, at: time, into: &events)
        case .requestPayment(let request): try decide(request, at: time, into: &events)
        case .confirm(let request): try decide(request, at: time, into: &events)
        case .refund(let request): try decide(request, into: &events)
        case .cancel(let request): try decide(request, at: time, into: &events)
        case .post(let request): try decide(request, at: time, into: &events)
        case .void(let request): try decide(request, at: time, into: &events)
        case .openAccount(let request): try decide(request, into: &events)
        }
    }

    /// Applies one event.
    /// - Parameters:
    ///   - event: the event that stands at ``position``'s next place
    ///   - time: when it happened
    /// - Throws: ``StateFault`` where the event cannot follow; the state must not be used any more, then
    public mutating func apply(_ event: Event, at time: Timestamp) throws(StateFault) {
        let position = position.next
        switch event {
        case .transferPosted(let event): try post(event.posting)
        case .accountOpened(let event): try apply(event)
        case .transferHeld(let event): try apply(event, at: position)
        case .holdPosted(let event): try apply(event)
        case .holdVoided(let event), .holdExpired(let event): try apply(event)
        case .paymentRequested(let event): try apply(event, at: time)
        case .paymentAuthorized(let event): try applyAuthorized(event, at: time)
        case .paymentCaptured(let event): try applyCaptured(event, from: .authorized, at: time)
        case .paymentCapturedAtOnce(let event): try applyCaptured(event, from: .requested, at: time)
        case .paymentDeclined(let event): try apply(event, at: time)
        case .paymentCancelled(let event): try applyReleased(event, endingAs: .cancelled, at: time)
        case .paymentExpired(let event): try applyReleased(event, endingAs: .expired, at: time)
        case .paymentRefunded(let event): try applyRefunded(event, at: time)
        }
        self.position = position
        self.time = time
    }
}
