import Foundation
import GRDB
import JournalTestSupport
import PaymentCore
@testable import PaymentViews
import Testing

@Suite("Damaged rows, pragmas, comparing")
struct DamageTests {
    let views: Views
    let history: History

    init() throws {
        views = try Views()
        history = try RandomHistory(seed: 6, steps: 300).history
    }

    @Test func `the pragmas are what the settings say`() throws {
        let store = try views.open()
        let names = ["synchronous", "cache_size", "page_size", "wal_autocheckpoint"]
        let values = try store.pool.writeWithoutTransaction { database in
            try names.map { try Int.fetchOne(database, sql: "PRAGMA \($0)") }
        }
        #expect(values == [1, -131_072, 4096, 16_384], "synchronous = NORMAL")
        let readers = try store.pool.read { try Int.fetchOne($0, sql: "PRAGMA cache_size") }
        #expect(readers == -32_768)
        let mode = try store.pool.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") }
        #expect(mode == "wal")
    }

    @Test(arguments: [
        "UPDATE payments SET phase = 99", "UPDATE payments SET currency = -1", "UPDATE payments SET captured = -5",
        "UPDATE payments SET previous_of_payer = key, previous_of_payee = key", "UPDATE payments SET amount = 'x'",
        "UPDATE payments SET payer = 77777777777", "UPDATE payments SET text = x'01'",
        "UPDATE payments SET status = 12",
        "DELETE FROM accounts", "UPDATE payments SET updated_after = 9223372036854775807",
    ])
    func `a payment that makes no sense is a fault and not a crash`(_ sql: String) async throws {
        let store = try views.filled(history)
        try await store.pool.write { try $0.execute(sql: sql) }
        for id in history.payments.prefix(3) {
            let fault = await #expect(throws: ViewFault.self) { _ = try await store.reader.payment(id) }
            #expect(fault?.code == .damaged, "\(sql)")
        }
    }

    @Test(arguments: [
        "UPDATE movements SET kind = 0", "UPDATE movements SET debit = -1", "UPDATE movements SET amount = 0",
        "UPDATE movements SET debit_previous = position", "DELETE FROM movements",
    ])
    func `a movement that makes no sense is a fault and not a crash`(_ sql: String) async throws {
        let store = try views.filled(history)
        try await store.pool.write { try $0.execute(sql: sql) }
        let id = history.accounts[0]
        let fault = await #expect(throws: ViewFault.self) { _ = try await store.reader.entries(id) }
        #expect(fault?.code == .damaged, "\(sql)")
    }

    @Test(arguments: ["UPDATE accounts SET kind = 9", "UPDATE accounts SET number = number + 50"])
    func `accounts that make no sense keep the writer from starting`(_ sql: String) throws {
        let store = try views.filled(history)
        try store.pool.write { try $0.execute(sql: sql) }
        let fault = #expect(throws: ViewFault.self) { _ = try ViewWriter(store) }
        #expect(fault?.code == .damaged)
    }

    @Test func `pages of garbage while writing are damage`() throws {
        _ = try views.filled(history)
        let url = URL(fileURLWithPath: views.settings.path)
        var data = try Data(contentsOf: url)
        var random = SeededGenerator(seed: 4)
        for start in stride(from: 8192, to: data.count, by: 4096) {
            data.replaceSubrange(start..<start + 4096, with: random.bytes(4096))
        }
        try data.write(to: url)
        var longer = history
        for _ in 0..<20 { try longer.run(Commands.open("new:\(longer.accounts.count)")) }
        try longer.seal()
        let fault = #expect(throws: ViewFault.self) {
            let store = try views.open()
            try #require(store.renewal == nil)
            var writer = try ViewWriter(store)
            for batch in longer.batches { try writer.consume(batch) }
            try writer.commit()
        }
        #expect(fault?.code == .damaged)
    }

    @Test(
        arguments: [
            ("UPDATE payments SET updated_after = updated_after + 1 WHERE key = 4", "payments", "4", "updated_after"),
            ("DELETE FROM movements WHERE position = (SELECT max(position) FROM movements)", "movements", nil, nil),
            ("UPDATE accounts SET id = 'other' WHERE number = 2", "accounts", "2", "id"),
            ("UPDATE orders SET held = held + 1 WHERE reference = 'order-2'", "orders", nil, "held"),
            ("UPDATE tallies SET count = count + 1 WHERE kind = 2", "tallies", nil, "count"),
        ] as [(String, String, String?, String?)])
    func `comparing finds a cell that was changed`(
        _ sql: String, _ table: String, _ key: String?, _ column: String?
    ) async throws {
        let store = try views.filled(history)
        let other = try Views()
        _ = try other.filled(history)
        #expect(try await store.reader.compare(with: other.settings.path).difference == nil)
        try await store.pool.write { try $0.execute(sql: sql) }
        let difference = try #require(try await store.reader.compare(with: other.settings.path).difference)
        #expect(difference.table == table && difference.column == column)
        if let key { #expect(difference.key == key) }
    }

    @Test(arguments: [
        "DROP INDEX payments_by_status", "CREATE TABLE more (a)", "CREATE INDEX more ON payments(amount)",
    ])
    func `comparing finds another structure`(_ sql: String) async throws {
        let store = try views.filled(history)
        let other = try Views()
        do {
            let changed = try other.filled(history)
            try await changed.pool.write { try $0.execute(sql: sql) }
        }
        let fault = await #expect(throws: ViewFault.self) {
            _ = try await store.reader.compare(with: other.settings.path)
        }
        #expect(fault?.code == .damaged)
    }

    @Test func `files at different positions are not compared`() async throws {
        let store = try views.filled(history)
        let other = try Views()
        _ = try other.open()
        let fault = await #expect(throws: ViewFault.self) {
            _ = try await store.reader.compare(with: other.settings.path)
        }
        #expect(fault?.code == .notComparable)
    }
}
