import Foundation
import HTTPLoad
import JournalTestSupport
import Logging
import Messaging
import MessagingEmbedded
import Testing

@testable import florin

/// `florin queue` as people use it, on the embedded queues.
@Suite("Queue command")
struct QueueCommandTests {
    /// A data folder whose queue `orders` has a message that waits and dead letters, and whose topic `events` has a group.
    private static func with(deadLetters count: Int = 3, _ body: (String) throws -> Void) async throws {
        // A folder whose path must be encoded in a URL.
        let folder = try TemporaryFolder()
        let data = folder.path + "/a b%ü#?"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        let url = try Composition.brokerURL("embedded:", data: data)
        let broker = try EmbeddedBroker(url, logger: Logger(label: "test"))
        let queue = try ConsumerGroup(queue: "orders")
        try await broker.declare(ConsumerGroup("mailer", of: Topic("events")), startingAt: .beginning)
        try await broker.declare(queue, startingAt: .beginning)
        let nasty = Message(
            id: "m\u{1B}[31m", type: "order\nplaced", key: "k", contentType: "application/json",
            body: Array("{\"a\":\"\u{1B}]0;x\u{7}\"}".utf8))
        let plain = (1..<max(1, count)).map { Message(id: "m\($0)", type: "", body: [0xFF, UInt8($0)]) }
        try await broker.publish([nasty] + plain, to: queue.topic)
        let consumer = try await broker.join(queue, ConsumerSettings())
        var left = count
        while left > 0 {
            let deliveries = try await consumer.receive(atMost: left, waiting: .seconds(5))
            left -= deliveries.count
            _ = try await consumer.settle(
                deliveries.map { Settlement($0.receipt, .deadLetter(reason: "no such\norder")) })
        }
        try await broker.publish([Message(id: "waits", type: "", body: [])], to: queue.topic)
        await consumer.leave()
        await broker.close()
        try body(data)
    }

    private static func run(_ arguments: [String], _ data: String) throws -> (status: Int32, output: String) {
        try ServerProcess.run(["queue"] + arguments + ["--data", data])
    }

    private static func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any], "\(text)")
    }

    @Test func `queues are listed`() async throws {
        try await QueueCommandTests.with { data in
            let list = try QueueCommandTests.run(["list"], data)
            #expect(list.status == 0)
            let lines = list.output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
            #expect(lines[0] == ["QUEUE", "READY", "IN", "FLIGHT", "DELAYED", "DEAD", "DEPTH", "PRODUCED", "CONSUMED"])
            #expect(
                lines[1...] == [
                    ["events:mailer", "0", "0", "0", "0", "0", "0", "0"],
                    ["orders", "1", "0", "0", "3", "4", "4", "0"],
                ], "\(list.output)")
            let json = try QueueCommandTests.object(try QueueCommandTests.run(["list", "--json"], data).output)
            let queues = try #require(json["queues"] as? [[String: Any]])
            #expect(queues.map { $0["name"] as? String } == ["events:mailer", "orders"])
            #expect(queues[1]["dead"] as? Int == 3 && queues[1]["in_flight"] as? Int == 0)
            #expect(queues[0]["kind"] as? String == "group")
        }
    }

    @Test func `dead letters are shown, and can do nothing to a terminal`() async throws {
        try await QueueCommandTests.with { data in
            let peek = try QueueCommandTests.run(["peek", "orders"], data)
            #expect(peek.status == 0 && !peek.output.contains("\u{1B}") && !peek.output.contains("\u{7}"))
            #expect(peek.output.contains("no such%0Aorder") && peek.output.contains("order%0Aplaced"))
            #expect(peek.output.contains("2 bytes that are no text"))
            let page = try QueueCommandTests.object(
                try QueueCommandTests.run(["peek", "orders", "--json", "--limit", "2"], data).output)
            let letters = try #require(page["dead_letters"] as? [[String: Any]])
            #expect(letters.count == 2 && letters[0]["message_id"] as? String == "m\u{1B}[31m")
            #expect(letters[1]["message_base64"] as? String == "/wE=" && letters[0]["message_base64"] != nil)
            #expect(page["next"] as? String == letters[1]["id"] as? String)
            let id = try #require(letters[1]["id"] as? String)
            let rest = try QueueCommandTests.object(
                try QueueCommandTests.run(["peek", "orders", "--json", "--after", id], data).output)
            #expect((rest["dead_letters"] as? [[String: Any]])?.count == 1)
            let empty = try QueueCommandTests.run(["peek", "events:mailer"], data)
            #expect(
                empty.status == 0 && empty.output == "There are no dead letters of the group mailer of topic events.\n")
        }
    }

    @Test func `dead letters are given back, one or all`() async throws {
        try await QueueCommandTests.with { data in
            let page = try QueueCommandTests.object(
                try QueueCommandTests.run(["peek", "orders", "--json"], data).output)
            let id = try #require((page["dead_letters"] as? [[String: Any]])?[1]["id"] as? String)
            let one = try QueueCommandTests.run(["redrive", "orders", "--id", id], data)
            #expect(one.status == 0 && one.output == "1 dead letter of the queue orders given back.\n")
            let again = try QueueCommandTests.run(["redrive", "orders", "--id", id], data)
            #expect(again.status == 1 && again.output.contains("none of dead letters"))
            let all = try QueueCommandTests.run(["redrive", "orders", "--all", "--json"], data)
            #expect(all.status == 0 && all.output == #"{"status":"success","redriven":2}"# + "\n")
            let list = try QueueCommandTests.run(["list"], data)
            #expect(list.output.contains(/orders +4 +0 +0 +0 +4 +4 +0/), "\(list.output)")
        }
    }

    @Test func `messages are thrown away only when somebody is sure`() async throws {
        try await QueueCommandTests.with { data in
            let asked = try QueueCommandTests.run(["purge", "orders", "--part", "dead_letters"], data)
            #expect(
                asked.status == 1 && asked.output.contains("3 dead letters of the queue orders")
                    && asked.output.contains("--yes"))
            let done = try QueueCommandTests.run(["purge", "orders", "--part", "dead_letters", "--yes"], data)
            #expect(done.status == 0 && done.output == "3 of the queue orders thrown away.\n")
            let rest = try QueueCommandTests.run(["purge", "orders", "--part", "waiting", "--yes", "--json"], data)
            #expect(rest.status == 0 && rest.output == #"{"status":"success","purged":1}"# + "\n")
        }
    }

    @Test(arguments: [
        (["peek", "nobody"], "There is no queue nobody at"), (["peek", "events"], "There is no queue events at"),
        (["peek", "a b"], "is no queue"), (["peek", "orders", "--limit", "0"], "--limit"),
        (["peek", "orders", "--after", "x"], "dead letter"), (["redrive", "orders"], "--id"),
        (["redrive", "orders", "--all", "--id", "1"], "--all"), (["purge", "orders", "--part", "all"], "--part"),
        (["list", "--broker", "smoke://x"], "no driver for smoke"),
        (["list", "--broker", "nonsense"], "no broker URL"),
        (["list", "--broker", "embedded:?x=1"], "option x"),
        (["list", "--broker", "embedded:/nowhere/q"], "/nowhere/q"),
    ])
    func `what cannot be is a sentence and exit 1`(_ arguments: [String], _ words: String) async throws {
        try await QueueCommandTests.with(deadLetters: 1) { data in
            let result = try QueueCommandTests.run(arguments, data)
            #expect(result.status == 1 && result.output.contains(words), "\(result.output)")
        }
    }

    @Test func `looking at queues makes none, and a file of another kind is refused`() throws {
        let folder = try TemporaryFolder()
        let none = try QueueCommandTests.run(["list"], folder.path)
        #expect(none.status == 1 && none.output.contains("queues.sqlite does not exist"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
        try Data(repeating: 7, count: 10_000).write(to: URL(fileURLWithPath: folder.path + "/queues.sqlite"))
        let other = try QueueCommandTests.run(["list"], folder.path)
        #expect(other.status == 1 && other.output.contains("Error: "), "\(other.output)")
    }

    @Test func `commands work beside a server that leases`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        let client = try server.client()
        let headers = [("Content-Type", "application/json")]
        for number in 1...2 {
            let sent = try client.request(
                "POST", "/message", headers: headers, body: #"{"queue":"work","message":\#(number)}"#)
            #expect(sent.status == 200, "\(sent.text)")
        }
        let leased = try client.request("GET", "/consume?queue=work&wait=5")
        #expect(leased.status == 200)
        let list = try QueueCommandTests.run(["list"], folder.path)
        #expect(list.output.contains(/work +1 +1 +0 +0 +2 +2 +0/), "\(list.output)")
        let purged = try QueueCommandTests.run(["purge", "work", "--part", "waiting", "--yes"], folder.path)
        #expect(purged.output == "1 of the queue work thrown away.\n")
        let receipt = try #require(leased.text.firstMatch(of: /"receipt":"([0-9a-f]+)"/)).1
        #expect(try client.request("POST", "/consume/\(receipt)/ack", body: "").status == 200)
        #expect(server.stop() == 0)
        let after = try QueueCommandTests.run(["list"], folder.path)
        #expect(after.output.contains(/work +0 +0 +0 +0 +0 +[12] +[12]/), "\(after.output)")
    }
}
