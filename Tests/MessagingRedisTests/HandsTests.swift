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
        hands.expire(at: 9)
        #expect(hands.ended.isEmpty)
        hands.expire(at: 10)
        #expect(hands.ended.keys.sorted() == [two, five])
        #expect(hands.live(one, at: 10) != nil && hands.live(two, at: 10) == nil && hands.live(five, at: 10) == nil)
        let six = hands.add(try delivery(6, key: "a", until: 30))
        hands.remove(three)
        hands.told([two], as: "m", isMember: true)
        hands.expire(at: 20)
        // What Redis was not told yet is among them.
        #expect(hands.ended.keys.sorted() == [one, four, five, six])
        #expect(hands.held.isEmpty && hands.live(six, at: 0) == nil && hands.nextDeadline == .max)
    }

    @Test func `a new name keeps the deliveries, or not`() throws {
        var hands = RedisHands(member: "m")
        let number = hands.add(try delivery(1, until: 10))
        hands.doubt()
        let names = hands.beginRename(to: "n").names
        #expect(names == ["m"])
        hands.endRename(to: "n", isMember: true)
        #expect(hands.live(number, at: 1) != nil && hands.names == ["n"] && !hands.isDoubtful)
        hands.rename(to: "o")
        hands.endRename(to: "o", isMember: false)
        #expect(hands.live(number, at: 1) == nil && hands.member == "o")
    }

    @Test func `a change of name whose answer was lost is told to the next one`() throws {
        var hands = RedisHands(member: "m")
        hands.rename(to: "n")
        hands.doubt()
        #expect(hands.isDoubtful && hands.member == "m" && hands.names == ["n", "m"])
        let names = hands.beginRename(to: "o").names
        #expect(names == ["n", "m"])
        #expect(hands.names == ["n", "o", "m"])
        hands.endRename(to: "o", isMember: true)
        #expect(hands.names == ["o"] && !hands.isDoubtful)
    }

    @Test func `what is forgotten while the name changes has to come back under the new one`() throws {
        var hands = RedisHands(member: "m")
        _ = hands.add(try delivery(1, until: 10))
        hands.rename(to: "n")
        // A call that was made before came behind it in Redis.
        let isOther = hands.forget("m")
        #expect(!isOther)
        #expect(hands.held.isEmpty)
        hands.endRename(to: "n", isMember: true)
        #expect(hands.isDoubtful)
        // Where its answer comes behind that of the change, it is only tried again.
        hands = RedisHands(member: "m")
        let number = hands.add(try delivery(1, until: 10))
        hands.rename(to: "n")
        hands.endRename(to: "n", isMember: true)
        let isRenamed = hands.forget("m")
        #expect(isRenamed)
        #expect(hands.live(number, at: 1) != nil && !hands.isDoubtful)
    }

    @Test func `a doubt that comes while the name changes stays`() throws {
        var hands = RedisHands(member: "m")
        hands.doubt()
        hands.rename(to: "n")
        #expect(!hands.isDoubtful)
        hands.doubt()
        hands.endRename(to: "n", isMember: true)
        #expect(hands.isDoubtful)
    }

    @Test func `a lease that ends while the name changes is given back under the new one`() throws {
        var hands = RedisHands(member: "m")
        let number = hands.add(try delivery(1, until: 10))
        hands.rename(to: "n")
        hands.expire(at: 10)
        hands.endRename(to: "n", isMember: true)
        // The answer to what was told under the old name.
        hands.told([number], as: "m", isMember: false)
        #expect(hands.ended.keys.sorted() == [number])
        hands.told([number], as: "n", isMember: true)
        #expect(hands.ended.isEmpty && !hands.isDoubtful)
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

extension RedisHands {
    /// Begins a change of name.
    fileprivate mutating func rename(to name: String) {
        _ = beginRename(to: name)
    }
}
