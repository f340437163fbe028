import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP

/// What an intake makes of a message: a command with the key that keeps it from happening twice, or the reason why it is none.
struct IntakeCommand {
    let envelope: CommandEnvelope
    /// The payment that was promised for it; `nil` where none was.
    let promised: PaymentID?

    /// Reads a message.
    /// - Parameters:
    ///   - message: the message
    ///   - origin: where it comes from
    ///   - maximumBodyBytes: the most bytes that it may have
    ///   - makePaymentID: makes the name of a new payment
    /// - Throws: ``Problem``: why it is no command, the reason in the dead letters
    init(
        _ message: Message, from origin: IntakeOrigin, maximumBodyBytes: Int, makePaymentID: () -> PaymentID
    ) throws(Problem) {
        guard message.body.count <= maximumBodyBytes else {
            throw Problem(
                .bodyTooLarge, "The message has \(message.body.count) bytes: at most \(maximumBodyBytes) are taken.")
        }
        let event = try IntakeCommand.event(message)
        let isOurs = origin == .server
        promised = isOurs ? message.headers[CommandQueue.Header.payment].flatMap { PaymentID($0) } : nil
        let promised = promised
        let command = try event.command { promised ?? makePaymentID() }
        envelope = CommandEnvelope(command, key: try IntakeCommand.key(message, event, isOurs: isOurs))
    }

    /// The event of a message: in binary mode the message's type is its name, otherwise the body says everything.
    private static func event(_ message: Message) throws(Problem) -> CommandEvent {
        let isStructured = message.contentType.hasPrefix(CloudEvents.contentType)
        if message.type.isEmpty || isStructured { return try CommandEvent(reading: message.body.span) }
        return try CommandEvent(
            data: message.body.span, name: message.type, id: message.id.isEmpty ? nil : message.id,
            source: message.source)
    }

    /// What makes it the same command when it comes again: the idempotency key that it brings, or else its id.
    private static func key(
        _ message: Message, _ event: CommandEvent, isOurs: Bool
    ) throws(Problem) -> IdempotencyKey {
        let owner = isOurs ? message.headers[CommandQueue.Header.owner] ?? "" : ""
        if isOurs, let text = message.headers[CommandQueue.Header.key] {
            return try IdempotencyKeyText(text).key(scope: owner)
        }
        if let key = try event.key(scope: owner) { return key }
        let id = event.id ?? message.id
        guard !id.isEmpty else {
            throw Problem(
                .idempotencyKeyMissing,
                "A message of this engine needs an id, an event_id or an idempotency_key: without one, its repeats could not be told from new commands.",
                field: "event_id")
        }
        return IdempotencyKey(messageID: id, source: event.source.isEmpty ? message.source : event.source, owner: owner)
    }
}
