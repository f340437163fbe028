import Messaging
import Testing

@testable import MessagingRedis

@Suite("Redis: what a member has in hand")
struct HandsTests {
    private func delivery(_ sequence: Int, key: String? = nil, lane: Int = 0, until deadline: UInt64) throws
        -> RedisHands.Held
    {
        let id = try #require(RedisEntryID("7-\(sequence)"))
        return RedisHands.Held(lane: lane, id: id, key: key, attempt: 1, deadline: deadline)
    }

    @Test func `what is not renewed ends, and takes the later ones of its key along`() throws {
        var hands = RedisHands(member: "m")
        let one = hands.add(try delivery(1, key: "a", until: 10))
        let two = hands.add(try delivery(2, key: "a", until: 10))
        let three = hands.add(try delivery(3, key: "b", until: 10))
        let four = hands.add(try delivery(4, key: "a", lane: 1, until: 10))
        let five = hands.add(try delivery(5, until: 10))
        for number in [one, three, four] { hands.renew(number, until: 20) }
        #expect(hands.expire(at: 9).isEmpty)
        #expect(hands.expire(at: 10).map(\.id.sequence).sorted() == [2, 5])
        #expect(hands.live(one, at: 10) != nil && hands.live(two, at: 10) == nil && hands.live(five, at: 10) == nil)
        let six = hands.add(try delivery(6, key: "a", until: 30))
        hands.remove(three)
        #expect(hands.expire(at: 20).map(\.id.sequence).sorted() == [1, 4, 6])
        #expect(hands.held.isEmpty && hands.live(six, at: 0) == nil && hands.nextDeadline == .max)
    }

    @Test func `a new name keeps the deliveries, or not`() throws {
        var hands = RedisHands(member: "m")
        let number = hands.add(try delivery(1, until: 10))
        hands.rename("n", keeps: true)
        #expect(hands.live(number, at: 1) != nil)
        hands.rename("o", keeps: false)
        #expect(hands.live(number, at: 1) == nil && hands.member == "o")
    }

    @Test(arguments: [("1-0", true), ("1-", false), ("a-1", false), ("1-2-3", false), ("-", false), ("", false)])
    func `entries' ids`(_ text: String, _ isRight: Bool) {
        #expect((RedisEntryID(text)?.text == text) == isRight)
    }

    @Test func `a key has its partition in every process`() {
        #expect(KeyHash.partition(of: "", among: 1 << 20) == 0x22325)
        #expect(KeyHash.partition(of: "foobar", among: 1 << 20) == 0x967e8)
    }

    @Test func `commands are written as Redis reads them`() {
        var commands = RedisCommands("GET", "ключ")
        commands.begin(2)
        commands.append("ce_", "id")
        commands.append(12345)
        #expect(commands.count == 2)
        #expect(
            String(decoding: commands.bytes, as: UTF8.self)
                == "*2\r\n$3\r\nGET\r\n$8\r\nключ\r\n*2\r\n$5\r\nce_id\r\n$5\r\n12345\r\n")
    }
}
