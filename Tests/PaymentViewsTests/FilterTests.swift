import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Lists of payments")
struct FilterTests {
    static let seeds = Array(Seeds.range(default: 4))

    /// Conditions one by one, and random mixtures.
    static func filters(_ random: inout SeededGenerator, _ history: History) throws -> [PaymentFilter] {
        var filters: [PaymentFilter] = [PaymentFilter()]
        for status in PaymentStatus.allCases {
            var filter = PaymentFilter()
            filter.status = status
            filters.append(filter)
        }
        for _ in 0..<60 {
            var filter = PaymentFilter()
            if random.chance(oneIn: 4) { filter.status = PaymentStatus.allCases.randomElement(using: &random) }
            if random.chance(oneIn: 4) { filter.order = RandomHistory.orders.randomElement(using: &random) }
            if random.chance(oneIn: 3) { filter.payer = history.accounts.randomElement(using: &random) }
            if random.chance(oneIn: 3) { filter.payee = history.accounts.randomElement(using: &random) }
            if random.chance(oneIn: 4) { filter.currency = try Currency(random.chance(oneIn: 2) ? "USD" : "JPY") }
            if random.chance(oneIn: 5) { filter.method = .wallet }
            if random.chance(oneIn: 4) {
                filter.accounts = AccountSelection(
                    prefixes: random.chance(oneIn: 2) ? ["wallet:"] : ["wallet:", "merch", "x"])
            }
            let times = [Int64(1_000_000), history.time]
            if random.chance(oneIn: 4) {
                filter.createdFrom = Timestamp(milliseconds: Int64.random(in: times[0]...times[1], using: &random))
            }
            if random.chance(oneIn: 4) {
                filter.createdBefore = Timestamp(milliseconds: Int64.random(in: times[0]...times[1], using: &random))
            }
            filters.append(filter)
        }
        return filters
    }

    @Test(arguments: seeds)
    func `every filter pages through everything once, whatever the limit and the work allowed`(_ seed: UInt64)
        async throws
    {
        let history = try RandomHistory(seed: seed, steps: 700).history
        let naive = Naive(history: history)
        var random = SeededGenerator(seed: seed)
        var views = try Views()
        _ = try views.filled(history)
        for maximumRows in [1, 5, 5000] {
            views.settings.maximumRowsPerPage = maximumRows
            let reader = try views.open().reader
            for filter in try FilterTests.filters(&random, history) {
                let limit = [1, 3, 100].randomElement(using: &random) ?? 1
                let expected = naive.numbers(filter).compactMap { history.state.payment(PaymentNumber($0)) }
                var found: [Payment] = []
                var before: PaymentNumber?
                var pages = 0
                repeat {
                    let page = try await reader.payments(filter, before: before, limit: limit).value
                    #expect(page.payments.count <= limit)
                    if let before, let next = page.next { #expect(next.value < before.value) }
                    found += page.payments
                    before = page.next
                    pages += 1
                } while before != nil && pages < 10_000
                #expect(found == expected, "seed \(seed), \(filter), at most \(maximumRows) rows")
            }
        }
    }

    @Test(arguments: seeds)
    func `a page begins before any payment, even one that the filter does not let through`(_ seed: UInt64)
        async throws
    {
        let history = try RandomHistory(seed: seed, steps: 900).history
        let naive = Naive(history: history)
        var random = SeededGenerator(seed: seed)
        let views = try Views()
        let reader = try views.filled(history).reader
        for filter in try FilterTests.filters(&random, history) {
            let before = UInt32.random(in: 0...UInt32(history.payments.count + 2), using: &random)
            let page = try await reader.payments(filter, before: PaymentNumber(before), limit: 4).value
            let expected = naive.numbers(filter).filter { $0 < before }.prefix(4)
            #expect(
                page.payments == expected.compactMap { history.state.payment(PaymentNumber($0)) },
                "seed \(seed), \(filter), before \(before)")
        }
    }

    @Test func `pages stay the same while payments arrive`() async throws {
        let history = try RandomHistory(seed: 11, steps: 600).history
        let views = try Views()
        let store = try views.open()
        var writer = try ViewWriter(store)
        let reader = store.reader
        let half = history.batches.count / 2
        for batch in history.batches[..<half] { try writer.consume(batch) }
        try writer.commit()
        let filter = PaymentFilter()
        let all = try await reader.payments(filter, limit: 1000).value.payments.map(\.id)
        var found: [PaymentID] = []
        var before: PaymentNumber?
        var arriving = history.batches[half...]
        repeat {
            let page = try await reader.payments(filter, before: before, limit: 5).value
            found += page.payments.map(\.id)
            before = page.next
            if let batch = arriving.popFirst() { try writer.consume(batch) }
            try writer.commit()
        } while before != nil
        #expect(found == all)
        #expect(!all.isEmpty)
    }

    @Test func `limits are taken to the nearest that is allowed`() async throws {
        let history = try RandomHistory(seed: 3, steps: 200).history
        let views = try Views()
        let reader = try views.filled(history).reader
        for limit in [Int.min, -1, 0, 1] {
            #expect(try await reader.payments(limit: limit).value.payments.count == 1)
            #expect(try await reader.accounts(limit: limit).value.accounts.count == 1)
        }
        #expect(try await reader.payments(limit: .max).value.payments.count == history.payments.count)
        let exact = try await reader.payments(limit: history.payments.count).value
        #expect(exact.payments.count == history.payments.count && exact.next == nil)
        #expect(try await reader.payments(before: PaymentNumber(0)).value.payments.isEmpty)
        #expect(
            try await reader.payments(before: PaymentNumber(.max)).value.payments.count
                == min(100, history.payments.count))
    }
}
