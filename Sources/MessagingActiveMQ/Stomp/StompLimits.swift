/// How much of a frame is taken, so that no peer fills the memory.
///
/// Programs that speak OpenWire or AMQP send headers that STOMP would not take, and ActiveMQ passes them on: beyond these limits headers are
/// cut or left out (``StompDefect``). A command or a body beyond them is a ``StompMalformation``.
struct StompLimits: Sendable, Hashable {
    /// Headers that say what a frame is, and which message it has.
    ///
    /// They are taken beyond the other limits too: ActiveMQ sends headers in any order.
    static let needed: Set<String> = [
        "ack", "browser", "content-length", "destination", "message-id", "receipt-id", "redelivered", "subscription",
        "timestamp", FlorinHeader.attempt, FlorinHeader.id, FlorinHeader.marker, MessageCarrier.prefix + "id",
    ]

    var commandBytes = 1024
    /// ActiveMQ itself takes lines up to 10 KiB, and may make them longer with its escapes.
    var headerBytes = 64 << 10
    var headers = 2000
    /// The headers of a frame together.
    var allHeaderBytes = 4 << 20
    var bodyBytes = 100 << 20
}
