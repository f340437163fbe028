import Testing

@testable import Messaging

@Suite("Turns and parallelism")
struct SharingTests {
    @Test func `turns follow the weights, evenly mixed`() {
        var turns = WeightedTurns([5, 1, 1])
        let order = (0..<7).compactMap { _ in turns.next(among: [0, 1, 2]) }
        // The example of nginx's documentation.
        #expect(order == [0, 0, 1, 0, 2, 0, 0])
    }

    @Test func `who wants no turn gets none, and saves none up`() {
        var turns = WeightedTurns([1, 3])
        #expect((0..<4).compactMap { _ in turns.next(among: [0]) } == [0, 0, 0, 0])
        #expect((0..<4).compactMap { _ in turns.next(among: [0, 1]) }.filter { $0 == 1 }.count == 3)
        #expect(turns.next(among: []) == nil)
    }

    @Test(
        "as many handlers as work off what waits within the target",
        arguments: [(0, 0.01, 1), (50, 0.01, 1), (150, 0.01, 2), (1000, 0.01, 8), (10, 0, 1), (1, 1e300, 8)])
    func parallelism(waiting: Int, service: Double, expected: Int) {
        var plan = ParallelismPlan(1...8, target: .seconds(1))
        #expect(plan.look(waiting: waiting, serviceSeconds: service) == expected)
    }

    @Test func `it grows at once and shrinks step by step`() {
        var plan = ParallelismPlan(1...16, target: .seconds(1))
        #expect(plan.look(waiting: 10_000, serviceSeconds: 0.01) == 16)
        #expect((0..<8).map { _ in plan.look(waiting: 0, serviceSeconds: 0.01) } == [12, 9, 7, 6, 5, 4, 3, 2])
    }

    @Test func `slots let no more in than there are, and share turns by weight`() async {
        let slots = WeightedSlots(1, weights: [3, 1])
        let turns = Turns()
        await slots.acquire(user: 0)
        await withTaskGroup(of: Void.self) { group in
            for user in [0, 1] {
                for _ in 0..<40 {
                    group.addTask {
                        await slots.acquire(user: user)
                        await turns.note(user)
                        slots.release()
                    }
                }
            }
            while slots.waiting < 80 { await Task.yield() }
            slots.release()
        }
        let order = await turns.order
        #expect(order.count == 80)
        #expect(order.prefix(40).filter { $0 == 0 }.count == 30)
    }
}

private actor Turns {
    private(set) var order: [Int] = []

    func note(_ user: Int) { order.append(user) }
}
