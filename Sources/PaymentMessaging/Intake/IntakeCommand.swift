import Messaging
import PaymentCore
import PaymentEngine
import PaymentHTTP

/// What an intake makes of a message: a command with the key that keeps it from happening twice, or the reason why it is none.
struct IntakeCommand {
    let envelope: CommandEnvelope
    /// Reads a message.
    /// - Parameters:
    ///   - message: the message
    ///   - origin: where it comes from
    ///   - scope: what keeps ids and keys apart from those of others
    ///   - maximumBodyBytes: the most bytes that it may have
    /// - Throws: ``Problem``: why it is no command, the reason in the dead letters
    init(
        _ message: Message, from origin: IntakeOrigin, in scope: IntakeScope, maximumBodyBytes: Int
    ) throws(Problem) {
        guard message.body.count <= maximumBodyBytes else {
            throw Problem(
                .bodyTooLarge, "The message has \(message.body.count) bytes: at most \(maximumBodyBytes) are taken.")
        }
        let event = try IntakeCommand.event(message)
        let isOurs = origin == .server
        let request = IntakeCommand.request(message, from: origin)
        let key = try IntakeCommand.key(message, event, isOurs: isOurs, scope)
        // The same message asks for the same payment for ever, also when its key is forgotten: it is refused then, and not made twice.
        let command = try event.command { request?.payment ?? PaymentID(of: key, at: message.time) }
        envelope = CommandEnvelope(command, key: key)
    }

    /// What the server that queued a message knows it by; `nil` where it comes from elsewhere.
    static func request(_ message: Message, from origin: IntakeOrigin) -> RequestReference? {
        guard origin == .server else { return nil }
        return message.headers[CommandQueue.Header.request].flatMap { RequestReference($0) }
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
        _ message: Message, _ event: CommandEvent, isOurs: Bool, _ scope: IntakeScope
    ) throws(Problem) -> IdempotencyKey {
        let owner = isOurs ? message.headers[CommandQueue.Header.owner] ?? "" : ""
        if isOurs, let text = message.headers[CommandQueue.Header.key] {
            return try IdempotencyKeyText(text).key(scope: owner)
        }
        if let key = try event.key(scope: isOurs ? owner : scope.keys) { return key }
        let id = event.id ?? message.id
        guard !id.isEmpty else {
            throw Problem(
                .idempotencyKeyMissing,
                "A message of this engine needs an id, an event_id or an idempotency_key: without one, its repeats could not be told from new commands.",
                field: "event_id")
        }
        let source = event.source.isEmpty ? message.source : event.source
        return IdempotencyKey(messageID: id, source: source.isEmpty && !isOurs ? scope.source : source, owner: owner)
    }
}
