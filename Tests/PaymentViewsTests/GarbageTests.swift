import Foundation
import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Views with bytes that were changed")
struct GarbageTests {
    static let seeds = Array(Seeds.range(default: 60))

    /// Asks everything once; answers may be wrong, faults are expected.
    static func ask(_ reader: ViewReader, _ history: History) async {
        for id in history.accounts {
            _ = try? await reader.account(id).value?.account.balance.available
            _ = try? await reader.account(id, at: Position(30))
            _ = try? await reader.entries(id)
            _ = try? await reader.positions(ofAccount: id, before: Position(100))
            var filter = PaymentFilter()
            filter.payer = id
            _ = try? await reader.payments(filter, before: PaymentNumber(20))
        }
        for id in history.payments.prefix(20) {
            _ = try? await reader.payment(id)
            _ = try? await reader.positions(ofPayment: id)
        }
        for status in PaymentStatus.allCases {
            var filter = PaymentFilter()
            filter.status = status
            filter.createdFrom = Timestamp(milliseconds: 1_000_500)
            filter.accounts = AccountSelection(prefixes: ["wallet:"])
            _ = try? await reader.payments(filter)
        }
        for position in 1...60 as ClosedRange<UInt64> {
            _ = try? await reader.transfer(TransferID(Position(position)))
            _ = try? await reader.position(at: Timestamp(milliseconds: 1_000_000 + Int64(position) * 100))
        }
        for reference in RandomHistory.orders { _ = try? await reader.order(reference) }
        _ = try? await reader.accounts(prefix: "w")
        _ = try? await reader.name(history.moments.map { ($0.event, $0.position, $0.time) })
    }

    @Test(arguments: seeds)
    func `end in an answer or a fault, never in a crash`(_ seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var history = try RandomHistory(seed: 31, steps: 120).history
        let views = try Views()
        _ = try views.filled(history)
        let url = URL(fileURLWithPath: views.settings.path)
        var data = try Data(contentsOf: url)
        for _ in 0..<Int.random(in: 1...200, using: &random) {
            // The first page holds the tables' definitions: mostly let it be, or nothing would be read at all.
            let start = random.chance(oneIn: 20) ? 0 : 4096
            data[Int.random(in: start..<data.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        try data.write(to: url)
        guard let store = try? views.open() else { return }
        await GarbageTests.ask(store.reader, history)
        for _ in 0..<30 { try history.run(Commands.open("new:\(history.accounts.count)")) }
        for number in history.payments.indices { try history.run(Commands.refund(UInt64(number), 1)) }
        try history.seal()
        guard var writer = try? ViewWriter(store) else { return }
        for batch in history.batches { try? writer.consume(batch) }
        try? writer.commit()
        await GarbageTests.ask(store.reader, history)
    }

    @Test func `a store that is closed after its file was made anew does not harm the new one`() async throws {
        let history = try RandomHistory(seed: 33, steps: 100).history
        let views = try Views()
        let other = try Views()
        let half = history.batches.count / 2
        let old = try views.filled(history)
        try ViewStore.remove(path: views.settings.path)
        let store = try views.open()
        #expect(store.renewal == .missing)
        var writer = try ViewWriter(store)
        for batch in history.batches[..<half] { try writer.consume(batch) }
        try writer.commit()
        #expect(try await old.reader.position() == history.state.position)
        try old.close()
        for suffix in ["-wal", "-shm"] {
            #expect(FileManager.default.fileExists(atPath: views.settings.path + suffix))
        }
        for batch in history.batches[half...] { try writer.consume(batch) }
        try writer.commit()
        let again = try views.open()
        #expect(again.renewal == nil)
        _ = try other.filled(history)
        #expect(try await again.reader.compare(with: other.settings.path).difference == nil)
    }

    @Test func `a damaged file is closed, removed and made anew`() async throws {
        let history = try RandomHistory(seed: 32, steps: 100).history
        let views = try Views()
        let store = try views.filled(history)
        try store.close()
        await #expect(throws: ViewFault.self) { _ = try await store.reader.position() }
        try ViewStore.remove(path: views.settings.path)
        try ViewStore.remove(path: views.settings.path)
        let renewed = try views.open()
        #expect(renewed.renewal == .missing)
        #expect(try renewed.head().position == .start)
    }
}
