/// How much of a frame is taken: more is a malformation, so that no peer fills the memory.
struct StompLimits: Sendable, Hashable {
    var commandBytes = 1024
    /// ActiveMQ itself takes lines up to 10 KiB, and may make them longer with its escapes.
    var headerBytes = 64 << 10
    var headers = 2000
    var bodyBytes = 100 << 20
}
