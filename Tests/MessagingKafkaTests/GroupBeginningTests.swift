import Messaging
import Testing

@testable import MessagingKafka

/// Where a group begins, one case a line: what is known, what the engine has, and what comes of it.
@Suite("Kafka group's beginning") struct GroupBeginningTests {
    static func beginning(
        _ kind: Topic.Kind = .topic, _ start: GroupStart = .beginning, isNew: Bool = false,
        _ policy: GroupBeginning.Policy = .refuse, trims: Bool = true, known: [(String, Int32)] = []
    ) throws -> GroupBeginning {
        let group = try kind == .queue ? ConsumerGroup(queue: "t") : ConsumerGroup("g", of: Topic("t"))
        return GroupBeginning(
            names: KafkaNames(group, trims: trims), start: start, isNew: isNew, policy: policy,
            known: Set(known.map { KafkaPartition(topic: $0.0, number: $0.1) }))
    }

    static func place(_ number: Int32, _ topic: String = "t") -> KafkaPartition {
        KafkaPartition(topic: topic, number: number)
    }

    @Test func `a new group begins where it says, its retries at their first message`() throws {
        let bounds = [Self.place(0): Int64(5)..<9, Self.place(0, "t.g.retry1"): 2..<4]
        let first = try Self.beginning(isNew: true).positions(bounds, canDelete: true)
        #expect(first?.mapValues(\.next) == [Self.place(0): 5, Self.place(0, "t.g.retry1"): 2])
        #expect(first?[Self.place(0)]?.base == 5)
        let last = try Self.beginning(.topic, .end, isNew: true).positions(bounds, canDelete: true)
        #expect(last?.mapValues(\.next) == [Self.place(0): 9, Self.place(0, "t.g.retry1"): 2])
    }

    @Test func `a new partition of a known group begins with its first message`() throws {
        let beginning = try Self.beginning(.topic, .end, known: [("t", 0)])
        #expect(beginning.positions([Self.place(1): 0..<7], canDelete: false)?[Self.place(1)]?.next == 0)
    }

    @Test func `a group of a topic that Kafka forgot begins where the operator says, and nowhere else`() throws {
        let bounds = [Self.place(0): Int64(5)..<9, Self.place(1): 0..<0]
        #expect(try Self.beginning(known: [("t.g.retry1", 0)]).positions(bounds, canDelete: true) == nil)
        #expect(try Self.beginning(.topic, .end).positions(bounds, canDelete: true) == nil)
        let first = try Self.beginning(.topic, .end, .beginning).positions(bounds, canDelete: true)
        #expect(first?.mapValues(\.next) == [Self.place(0): 5, Self.place(1): 0])
        let last = try Self.beginning(.topic, .beginning, .end).positions(bounds, canDelete: true)
        #expect(last?.mapValues(\.next) == [Self.place(0): 9, Self.place(1): 0])
        // Nothing can come twice where there is nothing.
        #expect(try Self.beginning().positions([Self.place(0): 9..<9], canDelete: true)?[Self.place(0)]?.next == 9)
    }

    @Test func `a queue that Kafka forgot goes on where its log starts, if what was done is deleted from it`() throws {
        let trimmed = [Self.place(0): Int64(5)..<9, Self.place(1): 0..<3]
        let whole = [Self.place(0): Int64(0)..<9, Self.place(1): 0..<0]
        let beginning = try Self.beginning(.queue)
        #expect(!beginning.mustAskForDeleting(trimmed))
        #expect(beginning.mustAskForDeleting(whole))
        #expect(!beginning.mustAskForDeleting([Self.place(0): 0..<0]))
        let went = beginning.positions(trimmed, canDelete: true)
        #expect(went?.mapValues(\.next) == [Self.place(0): 5, Self.place(1): 0])
        #expect(went?[Self.place(0)]?.done(in: 5..<9) == 5)
        // Nothing was deleted though it could be: nothing was done.
        #expect(beginning.positions(whole, canDelete: true)?[Self.place(0)]?.next == 0)
        #expect(beginning.positions(whole, canDelete: false) == nil)
        // Where the log starts says nothing if Florin deletes nothing.
        let kept = try Self.beginning(.queue, trims: false)
        #expect(!kept.mustAskForDeleting(whole) && kept.positions(trimmed, canDelete: true) == nil)
        let told = try Self.beginning(.queue, .beginning, .end).positions(whole, canDelete: false)
        #expect(told?[Self.place(0)]?.next == 9)
    }
}
