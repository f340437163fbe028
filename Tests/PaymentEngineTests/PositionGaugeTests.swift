import PaymentCore
import Testing

@testable import PaymentEngine

@Suite("Position gauge")
struct PositionGaugeTests {
    @Test func `tasks wait for their position and no longer`() async {
        let gauge = PositionGauge()
        gauge.announce(Position(5))
        #expect(await gauge.wait(for: Position(5), timeout: .seconds(60)))
        await withTaskGroup(of: Bool.self) { group in
            for position in 6...105 as ClosedRange<UInt64> {
                group.addTask { await gauge.wait(for: Position(position), timeout: .seconds(60)) }
            }
            for position in 6...105 as ClosedRange<UInt64> {
                gauge.announce(Position(position))
                await Task.yield()
            }
            for await isReached in group { #expect(isReached) }
        }
    }

    @Test(arguments: [Duration.zero, .nanoseconds(1), .milliseconds(5)])
    func `a wait that is over ends`(_ timeout: Duration) async {
        let gauge = PositionGauge()
        for _ in 0..<100 {
            #expect(await !gauge.wait(for: Position(1), timeout: timeout))
        }
    }

    @Test func `closing wakes everybody`() async {
        let gauge = PositionGauge()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await gauge.wait(for: Position(1)) } }
            gauge.close()
            for await isReached in group { #expect(!isReached) }
        }
        #expect(await !gauge.wait(for: Position(1)))
        #expect(gauge.wait(beyond: .start) == nil)
        #expect(!gauge.waitUntilKnown())
    }

    @Test func `a cancelled task waits no longer`() async {
        let gauge = PositionGauge()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await gauge.wait(for: Position(1)) } }
            for _ in 0..<20 { group.addTask { await gauge.wait(for: Position(1), timeout: .seconds(600)) } }
            group.cancelAll()
            for await isReached in group { #expect(!isReached) }
        }
    }

    @Test func `it goes back only where everything begins anew`() async {
        let gauge = PositionGauge()
        #expect(await !gauge.wait(for: .start, timeout: .milliseconds(1)))
        gauge.announce(Position(9))
        gauge.restart(at: Position(2))
        #expect(gauge.position == Position(2))
        #expect(await !gauge.wait(for: Position(9), timeout: .milliseconds(1)))
        #expect(await gauge.wait(for: .start, timeout: .seconds(60)))
    }

    @Test func `a lower position changes nothing, and the start is a position`() {
        let gauge = PositionGauge()
        gauge.announce(.start)
        #expect(gauge.waitUntilKnown())
        gauge.announce(Position(7))
        gauge.announce(Position(3))
        #expect(gauge.position == Position(7))
        #expect(gauge.wait(beyond: Position(6)) == Position(7))
    }
}
