import Foundation
import GRDB
import JournalTestSupport
import PaymentCore
import PaymentViews
import Testing

@Suite("Opening the file of the views")
struct OpeningTests {
    let views: Views
    let history: History

    init() throws {
        views = try Views()
        history = try RandomHistory(seed: 5, steps: 300).history
    }

    /// Fills the file and closes it, so that everything is in the one file.
    private func fill() throws {
        _ = try views.filled(history)
    }

    private func change(_ body: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: views.settings.path)
        var data = try Data(contentsOf: url)
        body(&data)
        try data.write(to: url)
    }

    private func execute(_ sql: String) throws {
        let queue = try DatabaseQueue(path: views.settings.path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Opens it, expects it to be made anew, and fills it again.
    private func expectRenewal(_ renewal: ViewRenewal) async throws {
        let store = try views.open()
        #expect(store.renewal == renewal)
        #expect(try store.head().position == .start)
        var writer = try ViewWriter(store)
        for batch in history.batches { try writer.consume(batch) }
        try writer.commit()
        #expect(try await store.reader.payments(limit: 1000).value.payments.count == history.payments.count)
    }

    @Test func `a missing file is made`() async throws {
        try await expectRenewal(.missing)
    }

    @Test func `a file that is as it should be is used`() throws {
        try fill()
        let store = try views.open()
        #expect(store.renewal == nil)
        #expect(try store.head().position == history.state.position)
        #expect(try store.head().hash == history.batches.last?.hash)
    }

    @Test func `an empty file is made anew`() async throws {
        try Data().write(to: URL(fileURLWithPath: views.settings.path))
        try await expectRenewal(.empty)
    }

    @Test(arguments: [50, 100, 4096, 5000, 8192, 20_000])
    func `a truncated file is made anew`(_ size: Int) async throws {
        try fill()
        try change { $0 = $0.prefix(size) }
        try await expectRenewal(.damaged)
    }

    @Test func `a file that is no database is made anew`() async throws {
        var random = SeededGenerator(seed: 1)
        try Data(random.bytes(10_000)).write(to: URL(fileURLWithPath: views.settings.path))
        try await expectRenewal(.damaged)
    }

    @Test func `a file of another version is made anew`() async throws {
        try fill()
        try execute("PRAGMA user_version = 1000")
        try await expectRenewal(.newerVersion)
        try execute("PRAGMA user_version = 0")
        try await expectRenewal(.olderVersion)
    }

    @Test func `a file of another journal is made anew`() throws {
        try fill()
        let store = try views.open(journalTag: 8)
        #expect(store.renewal == .otherJournal)
        #expect(try store.head().position == .start)
    }

    @Test func `a file without its tables is made anew`() async throws {
        try fill()
        try execute("DROP TABLE head")
        try await expectRenewal(.damaged)
    }

    @Test func `another program's database is left alone`() throws {
        try execute("CREATE TABLE theirs(a)")
        let fault = #expect(throws: ViewFault.self) { try views.open() }
        #expect(fault?.code == .invalid)
        try execute("INSERT INTO theirs VALUES (1)")
    }

    @Test func `a folder that is not there is a fault`() throws {
        let fault = #expect(throws: ViewFault.self) {
            try ViewStore(settings: ViewSettings(path: views.folder.path + "/none/views.sqlite"), journalTag: 1)
        }
        #expect(fault?.code == .io)
    }

    @Test func `settings that make no sense are refused`() throws {
        for change in [
            { $0.pageSizeBytes = 1000 }, { $0.maximumReaders = 0 }, { $0.maximumPendingEvents = 0 },
        ] as [(inout ViewSettings) -> Void] {
            var settings = views.settings
            change(&settings)
            let fault = #expect(throws: ViewFault.self) { try ViewStore(settings: settings, journalTag: 1) }
            #expect(fault?.code == .invalid)
        }
    }
}
