import BlockingIO
import Foundation
import HTTPLoad
import JournalTestSupport
import Testing

/// Whatever happens to the file of the views, they are made anew, and say so.
@Suite("View file", .serialized)
struct ViewFileTests {
    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let word: String?
        let apply: @Sendable (String) throws -> Void

        static let all = [
            Damage(testDescription: "deleted", word: nil) { try FileManager.default.removeItem(atPath: $0) },
            Damage(testDescription: "emptied", word: "made anew") { try Data().write(to: URL(fileURLWithPath: $0)) },
            Damage(testDescription: "truncated", word: "made anew") { path in
                let file = try Data(contentsOf: URL(fileURLWithPath: path))
                try file.prefix(file.count / 2 + 17).write(to: URL(fileURLWithPath: path))
            },
            Damage(testDescription: "overwritten", word: "made anew") { path in
                try Data(repeating: 0x5A, count: 100_000).write(to: URL(fileURLWithPath: path))
            },
            Damage(testDescription: "of a newer version", word: "newer version") { path in
                // The user version of SQLite's header: four bytes from 60 on, the highest first.
                var file = try Data(contentsOf: URL(fileURLWithPath: path))
                file.replaceSubrange(60..<64, with: [0, 0, 1, 0])
                try file.write(to: URL(fileURLWithPath: path))
            },
        ]
    }

    @Test(arguments: Damage.all)
    func `a useless file is made anew`(_ damage: Damage) throws {
        let folder = try TemporaryFolder()
        let first = try ServerProcess(data: folder.path)
        let list = try fill(first)
        #expect(first.stop() == 0)
        try damage.apply(folder.path + "/views.sqlite")
        let second = try ServerProcess(data: folder.path)
        #expect(try read(second) == list)
        if let word = damage.word { #expect(second.waitForOutput(word).contains(word)) }
        #expect(second.stop() == 0)
        let verification = try ServerProcess.run(["verify", "--data", folder.path])
        #expect(verification.status == 0, "\(verification.output)")
    }

    @Test(arguments: [0, 8192])
    func `a file that is damaged while the server runs, and nobody writes, is made anew`(_ size: UInt64) throws {
        let folder = try TemporaryFolder()
        let first = try ServerProcess(data: folder.path)
        let list = try fill(first)
        #expect(first.stop() == 0)
        let server = try ServerProcess(data: folder.path)
        let file = try #require(FileHandle(forUpdatingAtPath: folder.path + "/views.sqlite"))
        try file.truncate(atOffset: size)
        try file.close()
        // Whoever asks finds the damage; soon after, the lists are back.
        let client = try server.client()
        var answer = try client.request("GET", "/v1/payments")
        let deadline = MonotonicClock.now() + 30_000_000_000
        while answer.text != list, MonotonicClock.now() < deadline {
            answer = try client.request("GET", "/v1/payments")
        }
        #expect(answer.text == list, "\(answer.status) \(server.output)")
        #expect(try client.request("GET", "/v1/accounts/wallet:a").status == 200)
        #expect(server.stop() == 0)
    }

    @Test func `views of a journal that was put back to an earlier state are made anew`() throws {
        let folder = try TemporaryFolder()
        let copy = folder.path + "/copy"
        let first = try ServerProcess(data: folder.path + "/data")
        let list = try fill(first)
        #expect(first.stop() == 0)
        try FileManager.default.copyItem(atPath: folder.path + "/data", toPath: copy)
        let second = try ServerProcess(data: folder.path + "/data")
        _ = try pay(second.client(), key: "later")
        #expect(try read(second) != list)
        #expect(second.stop() == 0)
        try FileManager.default.removeItem(atPath: copy + "/views.sqlite")
        try FileManager.default.moveItem(atPath: folder.path + "/data/views.sqlite", toPath: copy + "/views.sqlite")
        let third = try ServerProcess(data: copy)
        #expect(try read(third) == list)
        #expect(third.waitForOutput("the journal ends at").contains("the journal ends at"))
        #expect(third.stop() == 0)
    }

    @Test func `they can be made anew by hand, and not beside a server`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        let list = try fill(server)
        let beside = try ServerProcess.run(["views", "rebuild", "--data", folder.path])
        #expect(beside.status == 1 && beside.output.contains("\(server.processID)"), "\(beside.output)")
        #expect(server.stop() == 0)
        let rebuilt = try ServerProcess.run(["views", "rebuild", "--data", folder.path])
        #expect(rebuilt.status == 0 && rebuilt.output.contains("up to position 13."), "\(rebuilt.output)")
        let again = try ServerProcess(data: folder.path)
        #expect(try read(again) == list)
        #expect(again.stop() == 0)
    }

    @Test func `kill -9 loses nothing of the views and of the stream`() throws {
        let folder = try TemporaryFolder()
        var ids: [String] = []
        var position = 0
        for round in 0..<3 {
            let server = try ServerProcess(data: folder.path)
            let client = try server.client()
            if round == 0 { _ = try fill(server) }
            let headers = [("Last-Event-ID", ids.last ?? "0")]
            let stream = try EventStreamClient(port: server.port, path: "/v1/events/stream", headers: headers)
            #expect(stream.status == 200)
            for number in 0..<20 { position = try pay(client, key: "\(round)-\(number)") }
            // Some of them are read, and then the server dies.
            while (ids.last.flatMap { Int($0) } ?? 0) < position - 7 {
                let message = try #require(try stream.next())
                if !message.isComment, let id = message.id { ids.append(id) }
            }
            server.kill()
        }
        let server = try ServerProcess(data: folder.path)
        let stream = try EventStreamClient(
            port: server.port, path: "/v1/events/stream", headers: [("Last-Event-ID", ids.last ?? "0")])
        while ids.last != "\(position)" {
            let message = try #require(try stream.next())
            if !message.isComment, let id = message.id { ids.append(id) }
        }
        #expect(ids == (1...position).map(String.init))
        #expect(server.stop() == 0)
    }

    /// Opens accounts and makes five payments.
    /// - Returns: the list of payments
    private func fill(_ server: ServerProcess) throws -> String {
        let client = try server.client()
        for id in ["wallet:a", "merchant:b", "rail:c"] {
            let answer = try client.request(
                "POST", "/v1/accounts", headers: [("Content-Type", "application/json")],
                body: #"{"id":"\#(id)","currency":"USD","allows_overdraft":true}"#)
            #expect(answer.status == 201)
        }
        for number in 0..<5 { _ = try pay(client, key: "fill-\(number)") }
        return try read(server)
    }

    /// Makes a payment.
    /// - Returns: its position
    private func pay(_ client: BlockingHTTPClient, key: String) throws -> Int {
        let answer = try client.request(
            "POST", "/v1/payments", headers: [("Content-Type", "application/json"), ("Idempotency-Key", key)],
            body: #"{"amount":5,"currency":"USD","method":{"type":"wallet"},"payer":"wallet:a","payee":"merchant:b"}"#)
        #expect(answer.status == 201)
        return answer["florin-position"].flatMap { Int($0) } ?? 0
    }

    private func read(_ server: ServerProcess) throws -> String {
        let client = try server.client()
        let position = try client.request("GET", "/v1/accounts/wallet:a")["florin-position"] ?? ""
        let list = try client.request("GET", "/v1/payments", headers: [("Florin-Wait-For", position)])
        #expect(list.status == 200, "\(list.text)")
        return list.text
    }
}
