import GRDB
import JournalTestSupport
import PaymentCore
@testable import PaymentViews
import Testing

@Suite("Reading beside the writer, and a full disk")
struct SnapshotTests {
    @Test func `every answer is of the position that it names`() async throws {
        let history = try RandomHistory(seed: 21, steps: 600).history
        let views = try Views()
        let store = try views.open()
        let reader = store.reader
        let requested = history.moments.filter { moment in
            if case .paymentRequested = moment.event { true } else { false }
        }.map(\.position)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    var position = Position.start
                    while position < history.state.position {
                        let page = try await reader.payments(limit: 1000)
                        #expect(page.value.payments.count == requested.count { $0 <= page.position })
                        #expect(page.position >= position, "views never go back")
                        position = page.position
                    }
                }
            }
            var writer = try ViewWriter(store)
            for batch in history.batches {
                try writer.consume(batch)
                try writer.commit()
                await Task.yield()
            }
            try await group.waitForAll()
        }
    }

    @Test func `a full disk leaves the file as it was, and the same commit works when there is room`() async throws {
        let history = try RandomHistory(seed: 22, steps: 900).history
        let views = try Views()
        let store = try views.open()
        var writer = try ViewWriter(store)
        try writer.consume(history.batches[0])
        try writer.commit()
        let before = writer.position
        try await store.pool.writeWithoutTransaction { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages + 3)")
        }
        for batch in history.batches.dropFirst() { try writer.consume(batch) }
        for _ in 0..<2 {
            let fault = #expect(throws: ViewFault.self) { try writer.commit() }
            #expect(fault?.code == .full && fault?.isRetriable == true)
            #expect(writer.position == before)
            #expect(try store.head().position == before)
        }
        try await store.pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        try writer.commit()
        let clean = try Views()
        _ = try clean.filled(history)
        #expect(try await store.reader.compare(with: clean.settings.path).difference == nil)
    }
}
