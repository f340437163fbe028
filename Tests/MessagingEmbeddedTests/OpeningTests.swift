import Foundation
import GRDB
import Logging
import Messaging
import Testing

@testable import MessagingEmbedded

@Suite("Opening the file of the embedded queues")
struct OpeningTests {
    private func fault(_ url: String) async -> MessagingFault? {
        do {
            let broker = try EmbeddedBroker(BrokerURL(url), logger: Logger(label: "test"))
            defer { _ = broker }
            try await broker.connect()
            await broker.close()
            return nil
        } catch {
            return error
        }
    }

    @Test func `commits reach the disk, and the file is for its owner and group only`() async throws {
        let bench = try await Bench()
        try await bench.publish("1")
        let found = try await bench.broker.engine.call(isDurable: true) { store in
            try ["synchronous", "journal_mode", "mmap_size", "secure_delete", "page_size"].map {
                try String.fetchOne(store.database, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(found == ["2", "wal", "0", "0", "8192"])
        let claiming = try await bench.broker.engine.call(isDurable: false) { store in
            try String.fetchOne(store.database, sql: "PRAGMA synchronous")
        }
        #expect(claiming == "1")
        for end in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: bench.folder.path + "/queues.sqlite" + end)
            #expect((attributes[.posixPermissions] as? Int).map { $0 & ~0o640 } == 0)
        }
        await bench.broker.close()
    }

    @Test func `a path may be relative, and has a name of its own where there is none`() throws {
        #expect(try EmbeddedSettings(BrokerURL("embedded:")).path == "queues.sqlite")
        #expect(try EmbeddedSettings(BrokerURL("embedded:a/b.sqlite")).path == "a/b.sqlite")
        #expect(try EmbeddedSettings(BrokerURL("embedded:/a/b%20c.sqlite")).path == "/a/b c.sqlite")
        #expect(try EmbeddedSettings(BrokerURL("embedded:a?timeout=2s&checkpoint_mib=4")).checkpointBytes == 4 << 20)
    }

    @Test(arguments: [
        "embedded://host/a", "embedded:a?timeout=nonsense", "embedded:a?unknown=1", "embedded:folder/",
        "embedded:a?cache_mib=0", "redis://host",
    ])
    func `a URL that makes no sense is refused`(_ url: String) throws {
        #expect { try EmbeddedBroker(BrokerURL(url), logger: Logger(label: "test")) } throws: {
            ($0 as? MessagingFault)?.code == .invalid
        }
    }

    @Test func `a file of another program, a damaged one and one that is none are told apart`() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/file"
        try Data("This is no database, whatever its name is, and it is long enough to look at.".utf8).write(
            to: URL(fileURLWithPath: path))
        var found = try #require(await fault("embedded:\(path)"))
        #expect(found.code == .engine)
        #expect(found.message.contains("no database") && found.message.contains(path))

        let other = folder.path + "/other"
        try await DatabaseQueue(path: other).write { try $0.execute(sql: "CREATE TABLE t (a)") }
        found = try #require(await fault("embedded:\(other)"))
        #expect(found.code == .engine && found.message.contains("another program"))

        let newer = folder.path + "/newer"
        #expect(await fault("embedded:\(newer)") == nil)
        try await DatabaseQueue(path: newer).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        found = try #require(await fault("embedded:\(newer)"))
        #expect(found.code == .engine && found.message.contains("version 99"))

        found = try #require(await fault("embedded:\(folder.path)/missing/file"))
        #expect(found.code == .unavailable)
        found = try #require(await fault("embedded:\(folder.path)"))
        #expect(!found.message.isEmpty)
    }

    @Test func `a damaged file is said to be damaged, not emptied`() async throws {
        let bench = try await Bench()
        try await bench.publish((0..<500).map(String.init))
        await bench.broker.close()
        let path = bench.folder.path + "/queues.sqlite"
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: 8192)
        try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 8192))
        try file.close()
        let found = try #require(await fault("embedded:\(path)?timeout=2s"))
        #expect(found.code == .engine, "\(found)")
        #expect(found.message.contains("damaged"))
    }
}
