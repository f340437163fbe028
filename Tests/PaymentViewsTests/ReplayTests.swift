import Journal
import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Views beside the state that the same batches lead to")
struct ReplayTests {
    static let seeds = Array(Seeds.range(default: 5))

    /// A random history, taken in with random commits and with the file opened anew at random places.
    static func store(_ seed: UInt64, _ views: Views, _ history: History) throws -> ViewStore {
        var random = SeededGenerator(seed: seed ^ 0xABCD)
        var store = try views.open()
        var writer = try ViewWriter(store)
        for batch in history.batches {
            try writer.consume(batch)
            if random.chance(oneIn: 3) { try writer.commit() }
            if random.chance(oneIn: 15) {
                // What was not committed is lost, and comes again.
                store = try views.open()
                writer = try ViewWriter(store)
                for earlier in history.batches where earlier.header.first <= batch.header.first {
                    if earlier.header.last >= writer.position { try writer.consume(earlier) }
                }
            }
        }
        try writer.commit()
        return store
    }

    @Test(arguments: seeds)
    func `payments and accounts are what the state has`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let views = try Views()
        let store = try ReplayTests.store(seed, views, history)
        let reader = store.reader
        #expect(store.renewal == nil || store.renewal == .missing)
        for (number, id) in history.payments.enumerated() {
            let found = try await reader.payment(id)
            #expect(found.value == history.state.payment(id), "seed \(seed), payment \(number)")
            #expect(found.position == history.state.position)
            #expect(try await reader.paymentNumber(id).value?.value == UInt32(number))
        }
        for id in history.accounts {
            let found = try await reader.account(id).value
            #expect(found?.account == history.state.account(id), "seed \(seed), account \(id)")
        }
        let page = try await reader.accounts(limit: 1000).value
        let sorted = history.accounts.sorted { $0.description.utf8.lexicographicallyPrecedes($1.description.utf8) }
        #expect(page.accounts == sorted.compactMap { history.state.account($0) })
    }

    @Test(arguments: seeds)
    func `a balance as of any position is what the state had there`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let views = try Views()
        let reader = try ReplayTests.store(seed, views, history).reader
        for moment in history.moments {
            for (number, id) in history.accounts.enumerated() {
                let found = try await reader.account(id, at: moment.position).value
                let expected = number < moment.balances.count ? moment.balances[number] : nil
                #expect(found?.account.balance == expected, "seed \(seed), \(id) at \(moment.position.value)")
            }
            let before = try await reader.position(at: Timestamp(milliseconds: moment.time.milliseconds - 1)).value
            let naive = history.moments.last { $0.time < moment.time }?.position ?? .start
            #expect(before == naive, "seed \(seed), before \(moment.time.milliseconds)")
        }
        let last = try #require(history.moments.last)
        #expect(try await reader.position(at: last.time).value == last.position)
    }

    @Test(arguments: seeds)
    func `statements are the postings of the account`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let naive = Naive(history: history)
        let views = try Views()
        let reader = try ReplayTests.store(seed, views, history).reader
        for (number, id) in history.accounts.enumerated() {
            let expected = naive.entries(number)
            for limit in [1, 7, 1000] where limit > 1 || number < 2 {
                var found: [AccountEntry] = []
                var before: Position?
                repeat {
                    let page = try #require(try await reader.entries(id, before: before, limit: limit).value)
                    #expect(page.entries.count <= limit)
                    found += page.entries
                    before = page.next
                } while before != nil
                #expect(found == expected, "seed \(seed), \(id), pages of \(limit)")
            }
            for position in stride(from: UInt64(1), to: history.state.position.value, by: 37) {
                let page = try await reader.entries(id, before: Position(position), limit: 3).value
                let rest = expected.filter { $0.position.value < position }
                #expect(page?.entries == Array(rest.prefix(3)), "seed \(seed), \(id) before \(position)")
            }
        }
    }

    @Test(arguments: seeds)
    func `orders are what their payments add up to`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let views = try Views()
        let reader = try ReplayTests.store(seed, views, history).reader
        for reference in RandomHistory.orders + ["order", ""] {
            let found = try await reader.order(reference).value
            #expect(found == Naive(history: history).order(reference), "seed \(seed), \(reference)")
        }
    }

    @Test(arguments: seeds)
    func `histories and names are those of the events`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let naive = Naive(history: history)
        let views = try Views()
        let reader = try ReplayTests.store(seed, views, history).reader
        for (number, id) in history.payments.enumerated() {
            let found = try await reader.positions(ofPayment: id, limit: 1000).value?.positions
            #expect(found == naive.positions(ofPayment: UInt32(number)), "seed \(seed), payment \(number)")
        }
        for moment in history.moments {
            guard case .transfer(let id) = moment.event.subject(at: moment.position), id.position == moment.position
            else { continue }
            let found = try await reader.positions(ofTransfer: id, limit: 1000).value?.positions
            #expect(found == naive.positions(ofTransfer: id), "seed \(seed), \(id)")
        }
        for id in history.accounts {
            let expected = naive.positions(ofAccount: id)
            for limit in [9, 1000] {
                var found: [Position] = []
                var before: Position?
                repeat {
                    let page = try #require(
                        try await reader.positions(ofAccount: id, before: before, limit: limit).value)
                    found = page.positions + found
                    before = page.next
                } while before != nil
                #expect(found == expected, "seed \(seed), \(id), pages of \(limit)")
            }
        }
        let named = try await reader.name(history.moments.map { ($0.event, $0.position, $0.time) }).value
        let expected = history.moments.map {
            NamedEvent($0.event, position: $0.position, time: $0.time, in: history.state)
        }
        #expect(named.map(Optional.some) == expected)
    }

    @Test(arguments: seeds)
    func `the file is the same whatever commits led to it`(_ seed: UInt64) async throws {
        let history = try RandomHistory(seed: seed, steps: 400).history
        let (first, second) = (try Views(), try Views())
        let store = try ReplayTests.store(seed, first, history)
        _ = try second.filled(history)
        let comparison = try await store.reader.compare(with: second.settings.path)
        #expect(comparison.difference == nil, "seed \(seed)")
        #expect(comparison.rows["payments"] == history.payments.count)
        #expect(comparison.rows["accounts"] == history.accounts.count)
        #expect(comparison.rows["movements"] == history.moments.count { $0.event.posting != nil })
    }
}
