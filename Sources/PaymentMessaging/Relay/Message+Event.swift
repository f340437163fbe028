public import Messaging
public import PaymentCore
import PaymentHTTP

extension Message {
    /// An event of the journal as a message: structured CloudEvents, its attributes beside it once more.
    /// - Parameters:
    ///   - event: the event
    ///   - json: its CloudEvents JSON
    ///   - source: which journal it comes from
    public init(_ event: NamedEvent, json: [UInt8], source: String) {
        self.init(
            id: String(event.position.value), type: event.name.rawValue, source: source, subject: event.key,
            key: event.key, time: MessageTime.time(milliseconds: event.time.milliseconds),
            contentType: CloudEvents.contentType, body: json)
    }
}
