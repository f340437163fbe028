import FoundationEssentials
import Messaging
import Testing

@testable import MessagingPostgres

@Suite("PostgreSQL message coding")
struct MessageCodingTests {
    private let message = Message(
        id: "i\u{0}d", type: "支払い", source: "/s", subject: "a\r\nb", key: "k\u{0}",
        time: MessageTime.time(milliseconds: -1),
        contentType: "text/plain", headers: ["a": "", "b": "\u{0}\r\n", "c": String(repeating: "é", count: 300)],
        body: [])

    @Test func `attributes come back as they were`() {
        var bytes: [UInt8] = []
        MessageCoding.append(message, to: &bytes)
        let (read, malformation) = MessageCoding.message(bytes, body: [], id: "other")
        #expect(malformation == nil)
        #expect(read == message)
    }

    @Test func `bytes that are none are a malformation, and never trap`() {
        var bytes: [UInt8] = []
        MessageCoding.append(message, to: &bytes)
        for count in 0..<bytes.count {
            let (read, malformation) = MessageCoding.message(Array(bytes.prefix(count)), body: [1], id: "id")
            #expect(malformation != nil && read.id == "id" && read.body == [1])
        }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var changed = bytes
            for _ in 0..<Int.random(in: 1...4) {
                changed[Int.random(in: 0..<changed.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = MessageCoding.message(changed, body: [], id: "id")
        }
        _ = MessageCoding.message([1] + [UInt8](repeating: 0xff, count: 40), body: [], id: "id")
    }

    @Test(arguments: [
        (Int64.min, false), (-62_135_596_800_001, false), (-62_135_596_800_000, true), (253_402_300_799_999, true),
        (253_402_300_800_000, false), (Int64.max, false),
    ]) func `a time that nobody could write is a malformation`(_ milliseconds: Int64, _ isTime: Bool) {
        // Version, no texts, a time, no headers.
        var bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 2]
        bytes.appendBigEndian(milliseconds)
        let (read, malformation) = MessageCoding.message(bytes + [0], body: [], id: "id")
        #expect((malformation == nil) == isTime)
        #expect(read.time.map(MessageTime.text)?.count == (isTime ? 24 : nil))
    }

    @Test func `keys are hashed as FNV-1a says`() {
        #expect(UInt64(bitPattern: MessageCoding.hash("")) == 0xcbf2_9ce4_8422_2325)
        #expect(UInt64(bitPattern: MessageCoding.hash("foobar")) == 0x8594_4171_f739_67e8)
    }
}
