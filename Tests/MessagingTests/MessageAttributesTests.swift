import Foundation
import Testing

@testable import Messaging

@Suite("Message attributes")
struct MessageAttributesTests {
    @Test func `a message survives being taken apart and put together`() {
        let message = Message(
            id: "7", type: "payment.captured", source: "urn:x", subject: "pay_1", key: "pay_1",
            time: MessageTime.time(milliseconds: 1_795_280_400_123), contentType: "application/json",
            headers: ["a": "line\nend\u{0}ü", "b": ""], body: [0, 255])
        let (again, malformation) = MessageAttributes.message(
            from: MessageAttributes.of(message), contentType: message.contentType, body: message.body, id: "none",
            key: nil)
        #expect(again == message)
        #expect(malformation == nil)
    }

    @Test func `what is not there falls back to what the engine has`() {
        let (message, malformation) = MessageAttributes.message(
            from: [], contentType: "", body: [1], id: "t/0/5", key: "k")
        #expect(message == Message(id: "t/0/5", type: "", key: "k", body: [1]))
        #expect(malformation == nil)
    }

    @Test(
        "another version and a time that is none are malformed",
        arguments: [
            ("specversion", "0.3"), ("specversion", ""), ("time", "yesterday"), ("time", "2026-13-01T00:00:00Z"),
        ])
    func malformed(name: String, value: String) {
        let (_, malformation) = MessageAttributes.message(
            from: [(name, value)], contentType: "", body: [], id: "1", key: nil)
        #expect(malformation != nil)
    }

    @Test(
        "times of RFC 3339",
        arguments: [
            ("2026-11-21T17:00:00Z", 1_795_280_400_000), ("2026-11-21T17:00:00.5Z", 1_795_280_400_500),
            ("2026-11-21T18:00:00.123+01:00", 1_795_280_400_123), ("1970-01-01T00:00:00Z", 0),
        ] as [(String, Int64)])
    func times(text: String, milliseconds: Int64) throws {
        let time = try #require(MessageTime.time(text))
        #expect(MessageTime.milliseconds(time) == milliseconds)
        #expect(MessageTime.time(MessageTime.text(time)) == time)
    }

    @Test func `times beyond all years do not trap`() {
        #expect(MessageTime.milliseconds(Date(timeIntervalSince1970: 1e300)) == .max)
        #expect(MessageTime.milliseconds(Date(timeIntervalSince1970: -1e300)) == .min)
        #expect(MessageTime.milliseconds(Date(timeIntervalSince1970: .nan)) == .max)
        #expect(MessageTime.text(MessageTime.time(milliseconds: .min)).hasPrefix("0001-01-"))
        #expect(MessageTime.text(MessageTime.time(milliseconds: .max)) == "9999-12-31T23:59:59.999Z")
    }
}
