import Foundation
import HTTPLoad
import JournalTestSupport
import Testing

/// What `florin serve` makes of URLs that are wrong, and of engines that are away.
@Suite("Starting with message engines")
struct MessagingStartTests {
    @Test(
        "a wrong URL stops the start with a sentence, and without the password",
        arguments: [
            (["--broker", "nonsense"], "broker URL"), (["--broker", "mqtt://u:hunter2@localhost"], "mqtt"),
            (["--broker", "embedded:x?color=red"], "color"), (["--broker", "embedded:x?timeout=never"], "timeout"),
            (["--broker", "embedded:x#bad topic"], "topic's name"), (["--intake", "embedded:x"], "#QUEUE"),
            (["--intake", "embedded:x#a/b/c"], "#QUEUE"), (["--intake", "embedded:x#q?weight=0"], "weight"),
            (["--intake", "embedded:x#q?consumers=9-1"], "MIN-MAX"), (["--intake", "embedded:x#q?owner"], "owner"),
            (["--intake", "embedded:x#q?source="], "source"),
            (["--queues", "redis://u:hunter2@h:99999"], "port"),
            (["--set", "messaging.consumers=0"], "messaging.consumers"),
            (["--set", "messaging.turns=x"], "messaging.turns"),
        ])
    func wrong(flags: [String], expected: String) throws {
        let folder = try TemporaryFolder()
        let run = try ServerProcess.run(["serve", "--data", folder.path, "--listen", "127.0.0.1:0"] + flags)
        #expect(run.status != 0)
        #expect(run.output.contains(expected), "\(run.output)")
        #expect(!run.output.contains("hunter2"))
    }

    @Test(
        "an engine that is away does not keep the server from starting",
        arguments: ["redis", "amqp", "kafka", "stomp", "postgres"])
    func away(scheme: String) throws {
        let folder = try TemporaryFolder()
        // Nobody listens on port 1 of the loopback.
        let url = "\(scheme)://florin:hunter2@127.0.0.1:1?timeout=500ms"
        let server = try ServerProcess(data: folder.path, flags: ["--broker", url, "--intake", url + "#commands"])
        let client = try server.client()
        try Accounts.fund(server)
        var ready = try client.request("GET", "/health/ready")
        while !ready.text.contains("degraded") { ready = try client.request("GET", "/health/ready") }
        #expect(ready.status == 200)
        #expect(ready.text.contains("127.0.0.1:1"))
        let subscriptions = try client.request("GET", "/v1/subscriptions")
        #expect(subscriptions.text.contains("florin.events"))
        #expect(!server.output.contains("hunter2") && !ready.text.contains("hunter2"))
        #expect(server.stop() == 0)
    }
}
