import Testing

@testable import MessagingActiveMQ

/// What an inbox keeps: one event and its decision a line.
@Suite("Budget of an inbox") struct InboxBudgetTests {
    @Test func `what is beyond the limit is dropped, and everything behind it`() {
        var budget = InboxBudget(limit: 100)
        #expect(budget.take(60, isRedelivered: false) == true)
        #expect(budget.take(40, isRedelivered: true) == true)
        #expect(budget.take(1, isRedelivered: true) == false)
        budget.give(100)
        #expect(budget.take(1, isRedelivered: false) == false)
        #expect(budget.dropped == 2)
        #expect(budget.bytes == 0)
    }

    @Test func `a body larger than the limit is kept where nothing else waits`() {
        var budget = InboxBudget(limit: 100)
        #expect(budget.take(5000, isRedelivered: false) == true)
        #expect(budget.take(0, isRedelivered: false) == false)
        var other = InboxBudget(limit: 100)
        #expect(other.take(1, isRedelivered: false) == true)
        #expect(other.take(5000, isRedelivered: false) == false)
    }

    @Test func `what comes again in a smaller window is kept, what is new is not`() {
        var budget = InboxBudget(limit: 100, keepsRedelivered: true)
        #expect(budget.take(100, isRedelivered: true) == true)
        #expect(budget.take(100, isRedelivered: true) == true)
        #expect(budget.take(1, isRedelivered: false) == false)
        #expect(budget.take(1, isRedelivered: true) == false)
    }

    @Test func `what is put back counts again`() {
        var budget = InboxBudget(limit: 100)
        #expect(budget.take(100, isRedelivered: false) == true)
        budget.give(100)
        #expect(budget.take(50, isRedelivered: false) == true)
        budget.putBack(100)
        #expect(budget.take(1, isRedelivered: false) == false)
    }

    @Test func `the window follows the size of the bodies`() {
        let window = MemberWindow(wanted: 1000, limit: 10_000)
        #expect(window.open().prefetch == 1000)
        var large = InboxBudget(limit: 10_000)
        for _ in 0..<300 { _ = large.take(100, isRedelivered: false) }
        #expect(!window.isNarrow(large))
        window.learn(large)
        #expect(window.open().prefetch == 50)
        #expect(!window.isNarrow(large))
        var small = InboxBudget(averageBytes: large.averageBytes)
        for _ in 0..<300 { _ = small.take(1, isRedelivered: false) }
        #expect(window.isNarrow(small))
        window.learn(small)
        #expect(window.open().prefetch == 1000)
        #expect(!window.isNarrow(small))
        window.learn(InboxBudget(averageBytes: 1e12))
        #expect(window.open().prefetch == 1)
        #expect(MemberWindow(wanted: 1000, limit: 10_000, averageBytes: 50).open().prefetch == 100)
    }
}
