import NIOCore
import Testing

@testable import MessagingActiveMQ

/// Random frames in random pieces, and random bytes.
@Suite("STOMP frames at random") struct StompFuzzTests {
    @Test func `random frames in random pieces are read as they were written`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed)
        for _ in 0..<300 {
            let frames = (0..<Int.random(in: 1...5, using: &random)).map { _ in Self.frame(&random) }
            var wire = ByteBuffer()
            for frame in frames {
                if Bool.random(using: &random) { wire.writeString("\n") }
                StompFrameEncoder.write(frame, into: &wire)
            }
            var decoder = StompFrameDecoder()
            var read: [StompFrame] = []
            while wire.readableBytes > 0 {
                let length = min(Int.random(in: 1...40, using: &random), wire.readableBytes)
                guard var piece = wire.readSlice(length: length) else { break }
                decoder.append(&piece)
                while let item = try decoder.next() {
                    guard case .frame(var frame) = item else { continue }
                    frame.headers.removeAll { $0.name == "content-length" }
                    read.append(frame)
                }
            }
            #expect(read == frames, "seed \(seed)")
        }
    }

    @Test func `random bytes never trap`() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(seed)
        let words = [
            "MESSAGE\n", "content-length:", "3\n", "\n", "\0", "a:b\n", "\\", "\u{fffd}", "ERROR\n",
            "9999999999999999999\n",
        ]
        for _ in 0..<2000 {
            var decoder = StompFrameDecoder(StompLimits(commandBytes: 20, headerBytes: 40, headers: 5, bodyBytes: 50))
            var session = StompSession()
            for _ in 0..<Int.random(in: 1...30, using: &random) {
                var piece = ByteBuffer(string: words.randomElement(using: &random) ?? "")
                if Int.random(in: 0..<4, using: &random) == 0 {
                    piece.writeInteger(UInt8.random(in: 0...255, using: &random))
                }
                decoder.append(&piece)
                do throws(StompMalformation) {
                    while let item = try decoder.next() {
                        guard case .frame(let frame) = item else { continue }
                        _ = session.received(frame)
                        _ = MessageCarrier.message(from: frame)
                        _ = QueueStatistics(xml: frame.body)
                    }
                } catch {
                    break
                }
            }
        }
    }

    static func frame(_ random: inout SplitMix) -> StompFrame {
        let characters = ["a", ":", "\\", "\n", "\r", "\0", " ", "é", "🪙", "%", "\t"]
        func text() -> String {
            (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in characters.randomElement(using: &random) }
                .joined()
        }
        let names = (0..<Int.random(in: 0...5, using: &random)).map { "h\($0)" + text().filter { $0 != "\0" } }
        let headers = names.map { StompHeader($0, text().filter { $0 != "\0" }) }
        let body = (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        return StompFrame("SEND", headers, body: body)
    }
}

/// A generator that a seed starts again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
