public import Journal
import NIOCore
public import PaymentCore

/// Writes the events of one journal as CloudEvents 1.0.
public struct CloudEvents: Sendable {
    /// Which journal events come from: a URI that no other journal has.
    ///
    /// With the event's id, which is its position, it names the event in all the world.
    public let source: String

    /// The media type of one event.
    public static let contentType = "application/cloudevents+json"
    /// The media type of many.
    public static let batchContentType = "application/cloudevents-batch+json"

    /// Creates a writer.
    /// - Parameter journal: the journal; its id itself is confidential, and not in the source
    public init(journal: JournalID) {
        source = "urn:florin:journal:" + Hexadecimal.text(journal.digest(for: "source").prefix(8))
    }

    /// An event as structured JSON.
    /// - Parameter event: the event
    /// - Returns: the bytes of one JSON object, without a line break
    public func bytes(of event: NamedEvent) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.cloudEvent(event, source: source)
        return Array(buffer: writer.finish())
    }
}
