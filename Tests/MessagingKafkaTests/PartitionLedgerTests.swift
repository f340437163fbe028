import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka positions") struct PartitionLedgerTests {
    @Test func `only what is settled without a gap is committed as an offset, the rest as a text`() throws {
        var ledger = PartitionLedger(KafkaPosition(startingAt: 100))
        let came = (100..<110).filter { ledger.arrive(Int64($0), time: 0) == .new(skipped: 0) }
        #expect(came.count == 10)
        #expect(!ledger.isDirty)
        ledger.settle(103)
        ledger.settle(104)
        var position = ledger.takeCommit()
        #expect(position.next == 100)
        #expect(position.text == "florin1;from=100;settled=3.2")
        #expect(position.open(in: 0..<110) == 8)
        #expect(position.done(in: 0..<110) == 2)
        for offset in 100..<103 { ledger.settle(Int64(offset)) }
        position = ledger.takeCommit()
        #expect(position.next == 105)
        #expect(position.text == "florin1;from=100")
    }

    @Test func `who takes a partition over does not get what was settled out of order`() {
        var ledger = PartitionLedger(KafkaPosition(offset: 100, text: "florin1;from=90;settled=3.2"))
        let came = (100..<107).filter { ledger.arrive(Int64($0), time: 0) == .new(skipped: 0) }
        #expect(came == [100, 101, 102, 105, 106])
    }

    @Test func `offsets that do not exist are not waited for`() {
        var ledger = PartitionLedger(KafkaPosition(startingAt: 0))
        let found2 = ledger.arrive(0, time: 0)
        #expect(found2 == .new(skipped: 0))
        let found3 = ledger.arrive(5, time: 0)
        #expect(found3 == .new(skipped: 4))
        ledger.settle(0)
        let found4 = ledger.takeCommit()
        #expect(found4.next == 5)
        ledger.settle(5)
        let found5 = ledger.takeCommit()
        #expect(found5.next == 6)
        #expect(found5.done(in: 0..<6) == 2)
    }

    @Test func `a partition without a position begins with the first message`() {
        var ledger = PartitionLedger(nil)
        #expect(ledger.known == nil)
        let found7 = ledger.arrive(42, time: 0)
        #expect(found7 == .new(skipped: 0))
        ledger.settle(42)
        let found8 = ledger.takeCommit()
        #expect(found8.next == 43)
    }

    @Test func `what did not come yet can be thrown away`() {
        var ledger = PartitionLedger(KafkaPosition(startingAt: 10))
        let found9 = ledger.arrive(10, time: 0)
        #expect(found9 == .new(skipped: 0))
        let found10 = ledger.discard(below: 20)
        #expect(found10 == 9)
        let found11 = ledger.arrive(11, time: 0)
        #expect(found11 == .settled)
        let found12 = ledger.takeCommit()
        #expect(found12.next == 10)
        ledger.settle(10)
        let found13 = ledger.takeCommit()
        #expect(found13.next == 20)
    }

    @Test(arguments: [Int64(0), 3, 99, 100, 108])
    func `a partition that was cut off or made anew goes on where it is now`(_ offset: Int64) {
        var ledger = PartitionLedger(KafkaPosition(offset: 100, text: "florin1;from=90;settled=3.2"))
        for offset in Int64(100)..<109 { _ = ledger.arrive(offset, time: 0) }
        ledger.settle(100)
        let first = ledger.arrive(offset, time: 1)
        #expect(first == .anew)
        #expect(ledger.isDirty)
        let next = ledger.arrive(offset + 1, time: 1)
        #expect(next == .new(skipped: 0))
        ledger.settle(offset)
        #expect(ledger.takeCommit().next == offset + 1)
    }

    @Test func `the last message may come twice`() {
        var ledger = PartitionLedger(KafkaPosition(startingAt: 0))
        let came = [(0, 5), (1, 6), (1, 6), (2, 6)].map { ledger.arrive($0, time: $1) }
        #expect(came == [.new(skipped: 0), .new(skipped: 0), .settled, .new(skipped: 0)])
    }

    @Test func `what the engine removed counts neither as open nor as consumed`() {
        let position = KafkaPosition(offset: 10, text: "florin1;from=0;settled=2.1")
        #expect(position.open(in: 30..<40) == 10)
        #expect(position.done(in: 30..<40) == 11)
        var ledger = PartitionLedger(position)
        let first = ledger.arrive(30, time: 0)
        #expect(first == .new(skipped: 19))
        #expect(ledger.position.done(in: 30..<40) == 11)
    }

    @Test func `a position says whose it is`() throws {
        let group = try ConsumerGroup("mail.er", of: Topic("orders.eu"))
        let position = KafkaPosition(startingAt: 7, owner: group)
        #expect(position.text == "florin1;from=7;kind=topic;topic=orders.eu;group=mail.er")
        #expect(KafkaPosition(offset: 7, text: position.text) == position)
    }

    @Test(arguments: [
        "", "florin2;from=3", "florin1;from=x;settled=..", ";;;=", "florin1;topic=a b;kind=topic;group=g",
    ])
    func `a foreign text counts as none`(_ text: String) {
        let position = KafkaPosition(offset: 5, text: text)
        #expect(position.next == 5 && position.settled.isEmpty && position.owner == nil)
    }

    @Test func `names fit into what Kafka allows`() throws {
        let long = String(repeating: "n", count: 120)
        let names = try KafkaNames(ConsumerGroup(long, of: Topic(long)))
        #expect((names.subscribed + [names.dead, names.id]).allSatisfy { $0.utf8.count <= 249 })
        #expect(names.retry(after: .seconds(1)).hasSuffix(".retry1"))
        #expect(names.retry(after: .seconds(11)).hasSuffix(".retry2"))
        #expect(names.retry(after: .seconds(1_000_000)).hasSuffix(".retry3"))
        #expect(try KafkaNames(ConsumerGroup(queue: "payments")).id == "payments")
    }
}
