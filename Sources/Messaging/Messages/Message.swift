public import FoundationEssentials

/// A message: what a publisher says once, and every group of the topic gets.
///
/// Its attributes are those of CloudEvents 1.0, so that a message is the same one in every engine. Who takes messages in drops repeats by
/// ``source`` and ``id``.
public struct Message: Sendable, Hashable {
    /// What makes it the same message when it comes again; unique for its ``source``, 1 to 200 bytes of UTF-8.
    ///
    /// Empty in a delivery of a message that its publisher gave no name, where the engine has none either: its repeats cannot be told
    /// from new messages.
    public var id: String

    /// What kind of message it is, as `payment.captured`; may be empty in messages from elsewhere.
    public var type: String

    /// Who says it, a URI reference; may be empty.
    public var source: String

    /// What it is about; may be empty.
    public var subject: String

    /// Messages of one topic with the same key are handled one after the other in the order of publishing; `nil` for no order.
    public var key: String?

    /// When it happened, to the millisecond.
    public var time: Date?

    /// The media type of the body, as `application/json`; may be empty.
    public var contentType: String

    /// More attributes, by name: 1 to 64 of `a–z 0–9 _ - .`; values are any text, line ends and NUL included.
    public var headers: [String: String]

    /// Any bytes, also none.
    public var body: [UInt8]

    /// Creates a message.
    /// - Parameters:
    ///   - id: what makes it the same message when it comes again
    ///   - type: what kind of message it is
    ///   - source: who says it
    ///   - subject: what it is about
    ///   - key: what it is kept in order with
    ///   - time: when it happened
    ///   - contentType: the media type of the body
    ///   - headers: more attributes
    ///   - body: any bytes
    public init(
        id: String, type: String, source: String = "", subject: String = "", key: String? = nil, time: Date? = nil,
        contentType: String = "", headers: [String: String] = [:], body: [UInt8]
    ) {
        self.id = id
        self.type = type
        self.source = source
        self.subject = subject
        self.key = key
        self.time = time
        self.contentType = contentType
        self.headers = headers
        self.body = body
    }
}
