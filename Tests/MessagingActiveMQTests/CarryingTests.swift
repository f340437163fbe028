import FoundationEssentials
import Messaging
import NIOCore
import Testing

@testable import MessagingActiveMQ

/// Messages as frames and back.
@Suite("Messages in STOMP frames") struct CarryingTests {
    static let difficult = [
        "", " ", "a", " a ", "%41", "a%", "\0", "\r\n", "\n", ":", "\\c", "é🪙\u{10FFFF}", "\u{7f}",
        String(repeating: "x", count: 3999),
        String(repeating: "é:\\", count: 5000), String(repeating: "\0🪙", count: 4000),
    ]

    @Test(arguments: difficult) func `any text survives`(_ text: String) throws {
        var message = Message(
            id: text.isEmpty ? "1" : text, type: text, source: text, subject: text, key: text, contentType: text,
            headers: ["a": text, "b.c-d_e": text], body: [0])
        message.time = MessageTime.time(milliseconds: 1_763_000_000_123)
        let headers = try MessageCarrier.headers(of: message)
        #expect(headers.allSatisfy { $0.value.utf8.count <= MessageCarrier.partBytes })
        let (read, malformation) = MessageCarrier.message(from: StompFrame("MESSAGE", headers, body: message.body))
        #expect(malformation == nil)
        #expect(read == message)
    }

    @Test func `too many attributes are refused`() throws {
        let message = Message(id: "1", type: "", headers: ["a": String(repeating: "x", count: 5_000_000)], body: [])
        let fault = #expect(throws: MessagingFault.self) { try MessageCarrier.headers(of: message) }
        #expect(fault?.code == .tooLarge)
    }

    @Test func `a message from elsewhere is taken as it is`() {
        let plain = StompFrame(
            "MESSAGE",
            [StompHeader("message-id", "ID:1"), StompHeader("type", "t"), StompHeader("content-type", "text/plain")],
            body: Array("hello".utf8))
        let message = MessageCarrier.message(from: plain).message
        #expect(message == Message(id: "ID:1", type: "t", contentType: "text/plain", body: Array("hello".utf8)))
        let events = StompFrame(
            "MESSAGE",
            [
                StompHeader("cloudEvents:id", "7"), StompHeader("cloudEvents", "type:a:b"),
                StompHeader("cloudEvents_specversion", "1.0"), StompHeader("message-id", "ID:1"),
            ])
        #expect(MessageCarrier.message(from: events).message.id == "7")
        #expect(MessageCarrier.message(from: events).message.type == "a:b")
        let newer = StompFrame("MESSAGE", [StompHeader("cloudEvents_specversion", "2.0")])
        #expect(MessageCarrier.message(from: newer).malformation != nil)
    }

    @Test func `a retry, a dead letter and its way back keep the message and its id`() {
        let came = StompFrame(
            "MESSAGE",
            [
                StompHeader("message-id", "ID:9"), StompHeader("ack", "1"), StompHeader("subscription", "group"),
                StompHeader("destination", "/queue/q"), StompHeader("redelivered", "true"), StompHeader("expires", "0"),
                StompHeader("cloudEvents_partitionkey", "k"), StompHeader("mine", "x"),
            ], body: [1], hasLength: false)
        let retry = Resending.retry(came, to: "q", attempt: 3, after: .milliseconds(1500))
        #expect(retry["destination"] == "/queue/q" && retry["AMQ_SCHEDULED_DELAY"] == "1500")
        #expect(retry["ack"] == nil && retry["subscription"] == nil && retry["expires"] == nil && retry["mine"] == "x")
        #expect(MessageCarrier.message(from: retry).message == MessageCarrier.message(from: came).message)
        #expect(retry["florin_attempt"] == "3" && retry["persistent"] == "true" && !retry.hasLength)
        let again = Resending.retry(retry, to: "q", attempt: 4, after: .zero)
        #expect(again["AMQ_SCHEDULED_DELAY"] == nil && again.headers.count { $0.name == "florin_attempt" } == 1)
        let dead = Resending.deadLetter(
            again, to: "d", reason: "no\nway", attempts: 4, time: Date(timeIntervalSince1970: 1))
        #expect(dead["JMSXGroupID"] == nil && dead["florin_reason"] == "no%0Away" && dead["florin_dead_time"] == "1000")
        let back = Resending.redrive(dead, to: "q")
        #expect(
            back["JMSXGroupID"] == KeyLanes.lane(of: "k") && back["florin_attempt"] == nil
                && back["florin_reason"] == nil)
        #expect(MessageCarrier.message(from: back).message == MessageCarrier.message(from: came).message)
    }

    @Test(arguments: [
        (Duration.zero, Int64(0)), (.nanoseconds(1), 1), (.milliseconds(3), 3), (.microseconds(3001), 4),
        (.seconds(-1), 0),
        (.seconds(100_000_000_000), 315_360_000_000),
    ]) func `delays are rounded up`(delay: Duration, milliseconds: Int64) {
        #expect(Resending.milliseconds(delay) == milliseconds)
    }

    @Test func `a message with more than ActiveMQ takes goes to the dead letters, with as much as fits`() {
        let long = String(repeating: "é:", count: 20_000)
        var came = StompFrame(
            "MESSAGE",
            [
                StompHeader("message-id", "ID:9"), StompHeader("ack", "1"), StompHeader("cloudEvents_id", "7"),
                StompHeader("foreign", long), StompHeader("cloudEvents_note", long), StompHeader(long, "x"),
            ] + (0..<2000).map { StompHeader("h\($0)", "v") })
        came.defect = .manyHeaders
        let (message, malformation) = MessageCarrier.message(from: came)
        #expect(malformation == StompDefect.manyHeaders.reason && message.headers["note"] == long)
        let dead = Resending.deadLetter(came, to: "d", reason: "no", attempts: 1, time: Date())
        #expect(dead.headers.count <= 910)
        #expect(dead.headers.allSatisfy { 2 * ($0.name.utf8.count + $0.value.utf8.count) <= 10_240 })
        #expect(MessageCarrier.message(from: dead).message == message && dead["foreign"].map(long.hasPrefix) == true)
        #expect(dead["florin_reason"] == "no" && dead["destination"] == "/queue/d" && dead["h0"] == "v")
    }

    @Test(arguments: [
        ("grüße €", Array("grüße €".utf8)), ("a🪙b", [0x61, 0xed, 0xa0, 0xbe, 0xed, 0xba, 0x99, 0x62]),
        ("\u{10FFFF}", [0xed, 0xaf, 0xbf, 0xed, 0xbf, 0xbf]), ("\u{10000}", [0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80]),
        ("a\0b", [0x61, 0xc0, 0x80, 0x62]), ("한국", Array("한국".utf8)), ("🪙", Array("🪙".utf8)), ("", []),
    ]) func `a text of Java is read as Java wrote it, and sent again as it is`(_ text: String, _ bytes: [UInt8]) {
        let came = StompFrame("MESSAGE", [StompHeader("message-id", "1")], body: bytes, hasLength: false)
        #expect(MessageCarrier.message(from: came).message.body == Array(text.utf8))
        #expect(Resending.retry(came, to: "q", attempt: 2, after: .zero).body == bytes)
        let other = StompFrame("MESSAGE", [], body: bytes, hasLength: true)
        #expect(MessageCarrier.message(from: other).message.body == bytes)
    }

    @Test(
        arguments: [
            [0xff, 0xc0, 0x80], [0xed], [0xed, 0xa0], [0xed, 0xa0, 0xbe, 0xed, 0xba], [0xed, 0xa0, 0xbe], [0xc0],
            [0xed, 0xba, 0x99, 0xed, 0xa0, 0xbe], [0xed, 0xa0, 0xbe, 0xed, 0x20, 0x99],
        ] as [[UInt8]]) func `bytes that are no text of Java stay as they are`(_ bytes: [UInt8])
    {
        #expect(JavaText.utf8(bytes) == bytes)
    }

    @Test(arguments: [
        ("-9223372036854775808", "0001"), ("9223372036854775807", "9999"), ("1000", "1970"), ("x", nil),
        ("99999999999999999999", nil),
    ]) func `numbers that anybody may have written are cut`(_ number: String, _ year: String?) throws {
        let frame = StompFrame(
            "MESSAGE",
            [
                StompHeader("florin_dead_time", number), StompHeader("florin_attempts", number),
                StompHeader("florin_attempt", number),
            ])
        let letter = try ActiveMQBroker.deadLetter(frame, of: ConsumerGroup(queue: "q"))
        #expect(letter.time.map { String(MessageTime.text($0).prefix(4)) } == year)
        #expect((1...1_000_000).contains(letter.attempts))
        var order = RedeliveryOrder()
        order.put([frame], now: .now())
        let buffered = try #require(order.take(1, now: .now()).first)
        var plan = SettlingPlan(queue: "q", deadQueue: "d")
        plan.add(buffered, .retry(after: .seconds(1)))
        #expect(plan.scheduled.first?["florin_attempt"] == "\(buffered.attempt + 1)")
    }

    @Test func `names of groups and queues are found again`() throws {
        for (name, topic, queue) in [
            ("a", "t", "Consumer.a.VirtualTopic.t"), ("a.b-c_d", "x.y", "Consumer.a~b-c_d.VirtualTopic.x.y"),
        ] {
            let group = try ConsumerGroup(name, of: Topic(topic))
            #expect(ActiveMQNames.queue(of: group) == queue)
            #expect(ActiveMQNames.group(ofQueue: queue) == group)
        }
        #expect(try ActiveMQNames.group(ofQueue: "payments") == ConsumerGroup(queue: "payments"))
        for foreign in [
            "florin.dead.a", "ActiveMQ.DLQ", "Consumer.a", "Consumer.a.b", "Consumer..VirtualTopic.t", "a b",
        ] {
            #expect(ActiveMQNames.group(ofQueue: foreign) == nil)
        }
        #expect(throws: MessagingFault.self) { try ActiveMQNames.check(Topic("florin.dead.a", kind: .queue)) }
    }

    @Test func `statistics are read from XML, whatever it holds`() {
        let xml = """
            <map>
              <entry>
                <string>size</string>
                <long>12</long>
              </entry>
              <entry><string>inflightCount</string><long>3</long></entry>
              <entry><string>consumerCount</string><long>2</long></entry>
              <entry><string>destinationName</string><string>queue://a&amp;b</string></entry>
            </map>
            """
        #expect(QueueStatistics(xml: xml.utf8) == QueueStatistics(queue: "a&b", size: 12, inFlight: 3, consumers: 2))
        for other in [
            "", "<", "<map>", "<map/>", "{}", "<entry><string>size</string><long>x</long></entry>", "<a></a></entry>",
        ] {
            #expect(QueueStatistics(xml: other.utf8) == nil)
        }
    }
}
