import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka trimming") struct KafkaTrimmingTests {
    static let place = KafkaPartition(topic: "q", number: 0)
    static let other = KafkaPartition(topic: "q", number: 1)

    @Test func `what is committed goes once a minute, and once`() {
        let start = ContinuousClock.now
        var trimming = KafkaTrimming(now: start)
        trimming.assign([Self.place: 0, Self.other: 7])
        var offsets = trimming.begin(now: start + .seconds(59))
        #expect(offsets.isEmpty)
        offsets = trimming.begin(now: start + .seconds(60))
        #expect(offsets == [Self.other: 7])
        trimming.commit(Self.place, 3)
        offsets = trimming.begin(now: start + .seconds(600))
        #expect(offsets.isEmpty, "one is under way")
        let isSaid = trimming.end(isDone: true, now: start + .seconds(601))
        #expect(!isSaid)
        offsets = trimming.begin(now: start + .seconds(602))
        #expect(offsets == [Self.place: 3])
    }

    @Test func `one that leaves does it at once`() {
        let start = ContinuousClock.now
        var trimming = KafkaTrimming(now: start)
        trimming.commit(Self.place, 3)
        let offsets = trimming.begin(now: start, isLast: true)
        #expect(offsets == [Self.place: 3])
        #expect(trimming.isUnderWay)
    }

    @Test func `a refusal is said once, and asked again after an hour`() {
        let start = ContinuousClock.now
        var trimming = KafkaTrimming(now: start)
        trimming.commit(Self.place, 3)
        var offsets = trimming.begin(now: start + .seconds(60))
        #expect(!offsets.isEmpty)
        var isSaid = trimming.end(isDone: false, now: start + .seconds(60))
        #expect(isSaid)
        offsets = trimming.begin(now: start + .seconds(130), isLast: true)
        #expect(offsets.isEmpty)
        offsets = trimming.begin(now: start + .seconds(3660))
        #expect(offsets == [Self.place: 3])
        isSaid = trimming.end(isDone: false, now: start + .seconds(3660))
        #expect(!isSaid)
    }

    @Test func `nothing goes from a partition that began anew`() {
        let start = ContinuousClock.now
        var trimming = KafkaTrimming(now: start)
        trimming.commit(Self.place, 100)
        trimming.forget(Self.place)
        let offsets = trimming.begin(now: start, isLast: true)
        #expect(offsets.isEmpty)
    }

    @Test func `only topics of the group's own are touched`() throws {
        let topic = KafkaNames(try ConsumerGroup("g", of: Topic("t")))
        #expect((topic.subscribed + [topic.dead]).filter(topic.isOwn) == topic.retries + [topic.dead])
        // A queue's topic may have been there before, and others may read it: only who says so lets it be trimmed.
        let queue = try ConsumerGroup(queue: "q")
        let (kept, trimmed) = (KafkaNames(queue), KafkaNames(queue, trims: true))
        #expect((kept.subscribed + [kept.dead]).filter(kept.isOwn) == kept.retries + [kept.dead])
        #expect(trimmed.isOwn("q"))
        #expect(KafkaNames(try ConsumerGroup(queue: "florin.commands.ab")).isOwn("florin.commands.ab"))
        #expect(KafkaNames.isDead("q.dead", among: kept.retries + ["q.dead"]))
        #expect(!KafkaNames.isDead("walking.dead", among: ["walking.dead", "walking"]))
    }
}
