import Messaging
import Testing

@testable import MessagingRabbitMQ

@Suite("RabbitMQ acknowledgements, what is said")
struct AcknowledgedTagsTests {
    @Test func `acknowledgements say as little as possible`() {
        var tags = AcknowledgedTags()
        #expect(tags.add([4, 2, 1], singles: 24) == .init(all: 2, single: [4]))
        #expect(tags.add([3, 5], singles: 24) == .init(all: 5))
        #expect(tags.add([7], singles: 24) == .init(single: [7]))
        #expect(tags.add([6], singles: 24) == .init(all: 6))
        #expect(tags.add([8], singles: 24) == .init(all: 8))
    }

    @Test func `what there was no room to say is covered by nothing else`() {
        var tags = AcknowledgedTags()
        let first = tags.add([2, 3, 4], singles: 1)
        #expect(first == .init(single: [2], rest: [3, 4]))
        // 1 is done with meanwhile: 3 and 4 are named later, so nothing may cover them now.
        #expect(tags.add([1, 5], singles: 1) == .init(all: 1, single: [5]))
        #expect(tags.add(first.rest, singles: 1) == .init(all: 4))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `everything is said once, and nothing that is not done with`(_ seed: UInt64) {
        var random = SeededGenerator(seed)
        var tags = AcknowledgedTags()
        let count: UInt64 = 60
        var open = Set(1...count)
        var waiting: [UInt64] = []
        var unsaid = Set(1...count)
        while !unsaid.isEmpty {
            let isOld = !waiting.isEmpty && Bool.random(using: &random)
            let some =
                isOld ? waiting : Array(open.shuffled(using: &random).prefix(Int.random(in: 1...9, using: &random)))
            if isOld { waiting = [] }
            open.subtract(some)
            let words = tags.add(some, singles: 3)
            waiting += words.rest
            if let all = words.all {
                #expect(unsaid.contains(all), "seed \(seed): the engine does not know \(all) any more")
                #expect(open.allSatisfy { $0 > all }, "seed \(seed): \(all) covers what is not done with")
                #expect(waiting.allSatisfy { $0 > all }, "seed \(seed): \(all) covers what is named later")
                unsaid = unsaid.filter { $0 > all }
            }
            for tag in words.single {
                #expect(unsaid.remove(tag) != nil, "seed \(seed): the engine does not know \(tag) any more")
            }
        }
        #expect(open.isEmpty && waiting.isEmpty)
    }

    @Test func `a lane hands out what has ripened before what came later, and keeps it when that is acknowledged`() {
        var lane = Lane(index: 0, queue: "q", channel: 1, session: 1, isActive: true)
        var late = AMQPMessage()
        late[MessageHeader.due] = .integer(1_500)
        for tag in 1...6 as ClosedRange<UInt64> {
            lane.add(Incoming(tag: tag, raw: tag == 4 ? late : AMQPMessage(), now: 1_000), 1_000)
        }
        #expect(take(3, &lane) == [1, 2, 3])
        lane.ripen(1_499)
        #expect(lane.buffer.count == 2)
        lane.ripen(1_500)
        let three = [1, 2, 3].compactMap { lane.letGo($0) }
        #expect(lane.acknowledged.add(three, singles: 24) == .init(all: 3))
        #expect(take(3, &lane) == [4, 5, 6])
        let two = [5, 6].compactMap { lane.letGo($0) }
        #expect(lane.acknowledged.add(two, singles: 24) == .init(single: [5, 6]))
        let last = [4].compactMap { lane.letGo($0) }
        #expect(lane.acknowledged.add(last, singles: 24) == .init(all: 4))
    }

    @Test func `what is released is in its place again, under another receipt`() {
        var lane = Lane(index: 0, queue: "q", channel: 1, session: 1, isActive: true)
        for tag in 1...5 as ClosedRange<UInt64> { lane.add(Incoming(tag: tag, raw: AMQPMessage(), now: 0), 0) }
        var first: [Delivery] = []
        #expect(lane.take(4, into: &first) == 4)
        lane.release([first[3].receipt.number, first[1].receipt.number])
        #expect(lane.held.values.map(\.tag).sorted() == [1, 3])
        #expect(take(9, &lane) == [2, 4, 5])
        #expect(lane.letGo(first[1].receipt.number) == nil)
    }

    /// Takes deliveries.
    /// - Returns: the engine's numbers
    private func take(_ count: Int, _ lane: inout Lane) -> [UInt64] {
        var deliveries: [Delivery] = []
        _ = lane.take(count, into: &deliveries)
        return deliveries.compactMap { lane.held[$0.receipt.number]?.tag }
    }
}
