import HTTPTypes
import NIOCore
import NIOSSL

/// Stands before the TLS handler until the handshake is done: ends one that takes too long, and tells who speaks plain HTTP.
///
/// It closes the connection itself, behind the back of the TLS handler, which would wait for a polite good-bye.
final class TLSDoor: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let limits: GateLimits
    private let refused: () -> Void
    private var timer: Scheduled<Void>?
    private var isFirst = true
    private var hasRefused = false

    /// - Parameters:
    ///   - limits: how long a handshake may take, and how long a refused client may read
    ///   - refused: called when a client speaks plain HTTP
    init(limits: GateLimits, refused: @escaping () -> Void) {
        self.limits = limits
        self.refused = refused
    }

    /// Puts the door before the TLS handler of a pipeline, and what opens it behind.
    /// - Returns: the place directly behind the TLS handler
    /// - Throws: where there is no TLS handler
    static func install(
        in pipeline: ChannelPipeline.SynchronousOperations, limits: GateLimits, refused: @escaping () -> Void
    ) throws -> ChannelPipeline.SynchronousOperations.Position {
        let tls = try pipeline.handler(type: NIOSSLServerHandler.self)
        let door = TLSDoor(limits: limits, refused: refused)
        let end = HandshakeEnd { door.open() }
        try pipeline.addHandler(door, position: .first)
        try pipeline.addHandler(end, position: .after(tls))
        return .after(end)
    }

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.request) { context.close(promise: nil) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        timer = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        if isFirst, let byte = unwrapInboundIn(data).readableBytesView.first {
            isFirst = false
            // No TLS record begins with a capital letter, and every method of HTTP does.
            if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) { return refuse(context) }
        }
        context.fireChannelRead(data)
    }

    /// The handshake is done.
    private func open() {
        guard let context else { return }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        hasRefused = true
        refused()
        let reply = HTTPReply(Problem(.invalidHTTP, "This port speaks TLS: use https instead of http."))
        var text = "HTTP/1.1 400 Bad Request\r\n"
        for field in reply.fields() { text += "\(field.name.rawName): \(field.value)\r\n" }
        text += "Content-Length: \(reply.body.readableBytes)\r\nConnection: close\r\n\r\n"
        var buffer = ByteBuffer(string: text)
        buffer.writeImmutableBuffer(reply.body)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        context.close(mode: .output, promise: nil)
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: limits.linger) { context.close(promise: nil) }
    }
}

@available(*, unavailable)
extension TLSDoor: Sendable {}
