import Messaging
import Testing

@testable import MessagingKafka

@Suite("Kafka member") struct MemberStateTests {
    static let place = KafkaPartition(topic: "t", number: 0)

    static func arrival(_ offset: Int64, due: Int64 = 0, in place: KafkaPartition = place) -> KafkaArrival {
        KafkaArrival(
            message: Message(id: "\(offset)", type: "", body: []), topic: place.topic, partition: place.number,
            offset: offset, marks: due == 0 ? [:] : [KafkaRecord.due: "\(due)"])
    }

    static func assigned() -> MemberState {
        var state = MemberState()
        _ = state.assign([place: KafkaPosition(startingAt: 0)])
        return state
    }

    @Test func `a receipt is lost with its assignment`() {
        var state = Self.assigned()
        let found1 = state.arrive(Self.place, 0, time: 0)
        #expect(found1 == .new(skipped: 0))
        let receipt = state.give(Self.arrival(0)).receipt
        #expect(state.hasLease(receipt))
        #expect(state.unsettled == 1)
        _ = state.assign([Self.place: KafkaPosition(startingAt: 0)])
        #expect(!state.hasLease(receipt))
        let found2 = state.beginSettling(receipt)
        #expect(found2 == nil)
        #expect(state.unsettled == 0)
        let found3 = state.arrive(Self.place, 0, time: 0)
        #expect(found3 == .new(skipped: 0))
    }

    @Test func `a delivery is settled once, and can be settled again where the commit failed`() {
        var state = Self.assigned()
        let found4 = state.arrive(Self.place, 0, time: 0)
        #expect(found4 == .new(skipped: 0))
        let receipt = state.give(Self.arrival(0)).receipt
        let found5 = state.beginSettling(receipt)
        #expect(found5?.phase == .given)
        let found6 = state.beginSettling(receipt)
        #expect(found6?.phase == .settling)
        let found7 = state.settle(receipt)
        #expect(found7)
        #expect(state.unsettled == 0)
        let found8 = state.takeCommits()
        #expect(found8[Self.place]?.next == 1)
        let found9 = state.takeCommits()
        #expect(found9.isEmpty)
        state.commitFailed([Self.place])
        let found10 = state.beginSettling(receipt)
        #expect(found10?.phase == .settled)
        let found11 = state.settle(receipt)
        #expect(found11)
        let found12 = state.takeCommits()
        #expect(found12[Self.place]?.next == 1)
        state.forget(receipt)
        #expect(!state.hasLease(receipt))
    }

    @Test func `what waits comes when it is due, the earliest first`() {
        var delayed = KafkaDelayed()
        for (offset, due) in [(0, 300), (1, 100), (2, 200), (3, 100)] {
            delayed.insert(Self.arrival(Int64(offset), due: Int64(due)))
        }
        #expect(delayed.nextDue == 100)
        let found13 = delayed.pop(at: 99)
        #expect(found13 == nil)
        let came = [100, 100, 250, 300].map { delayed.pop(at: Int64($0))?.offset }
        #expect(came == [1, 3, 2, 0])
        #expect(delayed.nextDue == nil)
    }

    @Test func `a retry topic is paused while much of it waits`() {
        var state = Self.assigned()
        for offset in 0..<Int64(KafkaLimits.delayedMessages) {
            let found14 = state.arrive(Self.place, offset, time: 0)
            #expect(found14 == .new(skipped: 0))
            state.delay(Self.arrival(offset, due: 1000 + offset))
        }
        let found15 = state.takePauses()
        #expect(found15.pause == [Self.place])
        let found16 = state.takePauses()
        #expect(found16.pause.isEmpty)
        for offset in 0..<Int64(KafkaLimits.delayedMessages / 2) {
            let found17 = state.popDue(at: 1000 + offset)
            #expect(found17 != nil)
        }
        let found18 = state.takePauses()
        #expect(found18.resume == [Self.place])
    }

    /// Takes in what waits until its partition is paused.
    static func paused() -> MemberState {
        var state = assigned()
        for offset in 0..<Int64(KafkaLimits.delayedMessages) {
            _ = state.arrive(place, offset, time: 0)
            state.delay(arrival(offset, due: 1000 + offset))
        }
        _ = state.takePauses()
        return state
    }

    @Test func `a paused partition is fetched from again once it is given back, or assigned anew`() {
        var state = Self.paused()
        #expect(state.paused == [Self.place])
        let given = state.revoke()
        #expect(given == [Self.place])
        let again = state.revoke()
        #expect(again.isEmpty)

        state = Self.paused()
        let assigned = state.assign([Self.place: KafkaPosition(startingAt: 0)])
        #expect(assigned == [Self.place])
        #expect(state.paused.isEmpty)
    }

    @Test func `where a partition began anew, what was given out of it is lost, and nothing else`() {
        let other = KafkaPartition(topic: "t", number: 1)
        var state = MemberState()
        _ = state.assign([Self.place: KafkaPosition(startingAt: 7), other: KafkaPosition(startingAt: 0)])
        _ = state.arrive(Self.place, 7, time: 0)
        let old = state.give(Self.arrival(7)).receipt
        _ = state.arrive(other, 0, time: 0)
        let kept = state.give(Self.arrival(0, in: other)).receipt
        let anew = state.arrive(Self.place, 0, time: 0)
        #expect(anew == .anew)
        let new = state.give(Self.arrival(0)).receipt
        #expect(!state.hasLease(old) && state.hasLease(kept) && state.hasLease(new))
        #expect(state.unsettled == 2)
        let isSettled = state.settle(old)
        #expect(!isSettled)
        let next = state.arrive(Self.place, 1, time: 0)
        #expect(next == .new(skipped: 0))
        let commits = state.takeCommits()
        #expect(commits[Self.place]?.next == 0)
    }
}
