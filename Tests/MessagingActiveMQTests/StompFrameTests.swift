import NIOCore
import Testing

@testable import MessagingActiveMQ

/// The frames of STOMP 1.2 on the wire.
@Suite("STOMP frames") struct StompFrameTests {
    /// Frames and their bytes.
    static let transcripts: [(frame: StompFrame, wire: String)] = [
        (StompFrame("BEGIN", [StompHeader("transaction", "t1")]), "BEGIN\ntransaction:t1\n\n\0"),
        (
            StompFrame("SEND", [StompHeader("destination", "/queue/a")], body: Array("hé".utf8)),
            "SEND\ndestination:/queue/a\ncontent-length:3\n\nhé\0"
        ),
        (
            StompFrame("SEND", [StompHeader("destination", "/queue/a")], body: Array("text".utf8), hasLength: false),
            "SEND\ndestination:/queue/a\n\ntext\0"
        ),
        (StompFrame("SEND", [StompHeader("a", "")]), "SEND\na:\ncontent-length:0\n\n\0"),
        (
            StompFrame("ACK", [StompHeader("id", "ID:vm-1:2\\3\r\n")], hasLength: false),
            "ACK\nid:ID\\cvm-1\\c2\\\\3\\r\\n\n\n\0"
        ),
        (StompFrame("ACK", [StompHeader("cloudEvents:id", "1")], hasLength: false), "ACK\ncloudEvents\\cid:1\n\n\0"),
        (
            StompFrame("CONNECT", [StompHeader("passcode", "a:b\\c")], hasLength: false),
            "CONNECT\npasscode:a:b\\c\n\n\0"
        ),
        (StompFrame("MESSAGE", [], body: [0, 10, 0], hasLength: true), "MESSAGE\ncontent-length:3\n\n\0\n\0\0"),
    ]

    @Test(arguments: transcripts.indices) func `a frame is written as the specification says`(_ index: Int) {
        let (frame, wire) = Self.transcripts[index]
        var buffer = ByteBuffer()
        StompFrameEncoder.write(frame, into: &buffer)
        #expect(String(buffer: buffer) == wire)
    }

    @Test(arguments: transcripts.indices) func `what was written is read, byte by byte`(_ index: Int) throws {
        let (frame, wire) = Self.transcripts[index]
        guard frame.command != "CONNECT" else { return }
        var decoder = StompFrameDecoder()
        var items: [StompFrameDecoder.Item] = []
        for byte in wire.utf8 {
            var piece = ByteBuffer(bytes: [byte])
            decoder.append(&piece)
            while let item = try decoder.next() { items.append(item) }
        }
        #expect(items.count == 1)
        guard case .frame(let read)? = items.first else { return }
        #expect(read.command == frame.command)
        #expect(read.headers.filter { $0.name != "content-length" } == frame.headers)
        #expect(read.body == frame.body)
    }

    /// Bytes of a server and what they mean.
    static let readings: [(wire: String, items: [StompFrameDecoder.Item])] = [
        ("\n\r\n", [.heartBeat, .heartBeat]),
        (
            "RECEIPT\r\nreceipt-id:7\r\n\r\n\0\n",
            [.frame(StompFrame("RECEIPT", [StompHeader("receipt-id", "7")], hasLength: false)), .heartBeat]
        ),
        (
            "A\nx:1\nx:2\n\nbody\0",
            [
                .frame(
                    StompFrame(
                        "A", [StompHeader("x", "1"), StompHeader("x", "2")], body: Array("body".utf8), hasLength: false)
                )
            ]
        ),
        (
            "A\ncloudEvents:id:7\n\n\0",
            [.frame(StompFrame("A", [StompHeader("cloudEvents", "id:7")], hasLength: false))]
        ),
        ("A\nna\\me:v\n\n\0", [.frame(StompFrame("A", [StompHeader("na\\me", "v")], hasLength: false))]),
        (
            "CONNECTED\nserver:a\\b:c\n\n\0",
            [.frame(StompFrame("CONNECTED", [StompHeader("server", "a\\b:c")], hasLength: false))]
        ),
        ("A\ncontent-length:2\n\nab", []),
    ]

    @Test(arguments: readings.indices) func `a server's bytes mean frames and heart-beats`(_ index: Int) throws {
        let (wire, items) = Self.readings[index]
        var decoder = StompFrameDecoder()
        var bytes = ByteBuffer(string: wire)
        decoder.append(&bytes)
        var read: [StompFrameDecoder.Item] = []
        while let item = try decoder.next() { read.append(item) }
        #expect(read == items)
    }

    static let small = StompLimits(commandBytes: 8, headerBytes: 16, headers: 2, bodyBytes: 4)

    /// Headers that cannot be taken as they are, and what is taken of them: the next frame is read all the same.
    static let defective: [(wire: String, headers: [StompHeader], defect: StompDefect)] = [
        ("name:0123456789abcdef", [StompHeader("name", "0123456789a")], .longHeader),
        ("name:0123456789\\cbcdef", [StompHeader("name", "0123456789")], .longHeader),
        ("0123456789abcdef:0", [], .longHeader),
        ("a:1\nb:2\nc:3\nd:4", [StompHeader("a", "1"), StompHeader("b", "2")], .manyHeaders),
        (
            "a:1\nb:2\nc:3\nack:4\nack:5", [StompHeader("a", "1"), StompHeader("b", "2"), StompHeader("ack", "4")],
            .manyHeaders
        ),
        ("aaa:bbbbbbb\nccc:ddddddd\nack:1", [StompHeader("aaa", "bbbbbbb"), StompHeader("ack", "1")], .manyHeaders),
        ("a:1\nname\nb:2", [StompHeader("a", "1"), StompHeader("b", "2")], .headerWithoutColon),
        ("a:\\t", [StompHeader("a", "\\t")], .unknownEscape),
        ("a:\\", [StompHeader("a", "\\")], .unknownEscape),
    ]

    @Test(arguments: defective.indices, [1, 7, 1000])
    func `a frame with headers that cannot be taken is a whole one that says so`(_ index: Int, _ size: Int) throws {
        let (wire, headers, defect) = Self.defective[index]
        var limits = Self.small
        limits.allHeaderBytes = 16
        var decoder = StompFrameDecoder(limits)
        var bytes = ByteBuffer(string: "A\n\(wire)\n\nbody\0B\nc:d\n\n\0")
        var items: [StompFrameDecoder.Item] = []
        while var piece = bytes.readSlice(length: min(size, bytes.readableBytes)), piece.readableBytes > 0 {
            decoder.append(&piece)
            while let item = try decoder.next() { items.append(item) }
        }
        var frame = StompFrame("A", headers, body: Array("body".utf8), hasLength: false)
        frame.defect = defect
        #expect(items == [.frame(frame), .frame(StompFrame("B", [StompHeader("c", "d")], hasLength: false))])
    }

    @Test func `a header of any length takes no more memory than one may have`() throws {
        var decoder = StompFrameDecoder()
        var start = ByteBuffer(string: "MESSAGE\nack:1\nlong:")
        decoder.append(&start)
        for _ in 0..<1000 {
            var piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 100_000)
            decoder.append(&piece)
            #expect(try decoder.next() == nil)
            #expect(decoder.bufferedBytes <= 64 << 10)
        }
        var end = ByteBuffer(string: "\nlast:2\n\nbody\0")
        decoder.append(&end)
        guard case .frame(let frame)? = try decoder.next() else {
            Issue.record("no frame")
            return
        }
        #expect(frame["ack"] == "1" && frame["last"] == "2" && frame.body == Array("body".utf8))
        #expect(frame["long"]?.utf8.count == (64 << 10) - 5 && frame.defect == .longHeader)
    }

    /// Bytes that are no frames.
    static let malformed: [(wire: String, malformation: StompMalformation)] = [
        ("MESSAGEMESSAGE\n", .commandTooLong),
        ("MESSAGEMESSAGE", .commandTooLong),
        ("A\ncontent-length:x\n\n", .lengthIsNoNumber),
        ("A\ncontent-length:-1\n\n", .lengthIsNoNumber),
        ("A\ncontent-length:5\n\n", .bodyTooLarge),
        ("A\n\n12345\0", .bodyTooLarge),
        ("A\n\n12345", .bodyTooLarge),
        ("A\ncontent-length:1\n\nab\0", .noEndAfterBody),
    ]

    @Test(arguments: malformed.indices) func `bytes that are no frames are malformed, and say why`(_ index: Int) {
        let (wire, malformation) = Self.malformed[index]
        var limits = Self.small
        // The length's own header is longer than the others.
        if wire.contains("content-length") { limits.headerBytes = 32 }
        var decoder = StompFrameDecoder(limits)
        var bytes = ByteBuffer(string: wire)
        decoder.append(&bytes)
        #expect(throws: malformation) { while try decoder.next() != nil {} }
    }
}
