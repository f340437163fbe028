public import PaymentCore
import PaymentEngine

/// A command as queues and `POST /event` bring it: the name of an event, and its data.
///
/// Two forms are read, told apart by their fields: the plain one, `{"event_name": …, "event_data": {…}}` with an optional `event_id`, and
/// CloudEvents 1.0 in JSON, `{"specversion": "1.0", "id": …, "source": …, "type": …, "data": {…}}` with the event's name as the type.
public struct CommandEvent: Sendable {
    /// What is asked for.
    public let name: CommandEventName
    /// The id that the event brings itself; `nil` where it brings none.
    public let id: String?
    /// Who says it; empty where it does not say.
    public let source: String
    /// The idempotency key among its data; `nil` where there is none.
    public var idempotencyKey: String? { fields.idempotencyKey }
    private let fields: CommandFields

    /// Reads an event in one of the two forms.
    /// - Parameter bytes: the JSON text
    /// - Throws: the problem of a text that is no such event: `event_unknown` with the list of names, `event_version_unknown`, or what is wrong
    ///   with its data
    public init(reading bytes: Span<UInt8>) throws(Problem) {
        let envelope = try CommandEventEnvelope(reading: bytes)
        name = try CommandEventName(reading: envelope.name)
        id = envelope.id
        source = envelope.source
        fields = try CommandFields(event: bytes.extracting(envelope.data), for: name.kind)
    }

    /// Reads the data of an event whose name, id and source were carried beside it, as CloudEvents in binary mode are.
    /// - Parameters:
    ///   - data: the JSON text of the data
    ///   - name: the event's name
    ///   - id: the event's id; `nil` for none
    ///   - source: who says it
    /// - Throws: as ``init(reading:)``
    public init(data: Span<UInt8>, name: String, id: String?, source: String) throws(Problem) {
        self.name = try CommandEventName(reading: name)
        self.id = id
        self.source = source
        fields = try CommandFields(event: data, for: self.name.kind)
    }

    /// The command.
    /// - Parameter makePaymentID: makes the name of a new payment
    /// - Returns: what the engine is asked for
    /// - Throws: the problem of a value that no such command can have
    public func command(makePaymentID: () -> PaymentID) throws(Problem) -> Command {
        try fields.command(name.kind, makePaymentID: makePaymentID)
    }

    /// The idempotency key of its data, as the engine knows it.
    /// - Parameter scope: what keeps the keys of different owners apart
    /// - Returns: `nil` where its data have none
    /// - Throws: the problem of a key that is none
    public func key(scope: String) throws(Problem) -> IdempotencyKey? {
        guard let idempotencyKey else { return nil }
        return try IdempotencyKeyText(idempotencyKey).key(scope: scope)
    }
}
