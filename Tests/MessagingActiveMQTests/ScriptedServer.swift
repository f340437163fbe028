import NIOCore
import NIOPosix
import Synchronization

@testable import MessagingActiveMQ

/// A server that says what a script tells it: what no real broker can be made to do at a given moment.
final class ScriptedServer: Sendable {
    /// Answers a frame of a connection, counted from 0; `nil` ends the connection.
    typealias Script = @Sendable (_ connection: Int, _ frame: StompFrame) -> [StompFrame]?

    private let listening: any Channel

    /// Where it is.
    /// - Parameter timeout: of calls; long, so that a slow machine decides nothing
    /// - Returns: a URL
    func url(timeout: String = "60s") -> String {
        "stomp://127.0.0.1:\(listening.localAddress?.port ?? 0)?timeout=\(timeout)"
    }

    /// Listens.
    init(_ script: @escaping Script) async throws {
        let counter = Counter()
        listening = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ScriptedConnection(counter.next(), script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// What a broker with the statistics plugin and without any queue answers.
    static func usual(_ frame: StompFrame) -> [StompFrame] {
        var answers: [StompFrame] = []
        if frame.command == "CONNECT" {
            answers.append(
                StompFrame("CONNECTED", [StompHeader("version", "1.2"), StompHeader("session", "ID:x-1:1")]))
        }
        if let marker = frame[FlorinHeader.marker] {
            answers.append(StompFrame("MESSAGE", [StompHeader(FlorinHeader.marker, marker)]))
        }
        if frame["destination"] == "/queue/ActiveMQ.Statistics.Broker" {
            answers.append(StompFrame("MESSAGE", [], body: [1]))
        }
        if let receipt = frame["receipt"] {
            answers.append(StompFrame("RECEIPT", [StompHeader("receipt-id", receipt)]))
        }
        return answers
    }

    /// Ends it.
    func close() async throws {
        try await listening.close()
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                defer { count += 1 }
                return count
            }
        }
    }
}

/// One connection of a scripted server.
private final class ScriptedConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let script: ScriptedServer.Script
    private var decoder = StompFrameDecoder()

    init(_ number: Int, _ script: @escaping ScriptedServer.Script) {
        self.number = number
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        decoder.append(&bytes)
        while case .frame(let frame)? = try? decoder.next() {
            guard let answers = script(number, frame) else { return context.close(promise: nil) }
            var buffer = context.channel.allocator.buffer(capacity: 256)
            for answer in answers { StompFrameEncoder.write(answer, into: &buffer) }
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        }
    }
}
