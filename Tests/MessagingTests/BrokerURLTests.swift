import Testing

@testable import Messaging

@Suite("Broker URL")
struct BrokerURLTests {
    @Test func `all parts are read`() throws {
        let url = try BrokerURL("AMQP://us%40er:p%3Ass@[::1]:5673/v%2Fhost?timeout=500ms&partitions=4#orders")
        #expect(url.scheme == "amqp")
        #expect(url.user == "us@er")
        #expect(url.password?.exposed == "p:ss")
        #expect(url.host == "::1")
        #expect(url.port == 5673)
        #expect(url.path == "v/host")
        #expect(url.options == ["timeout": "500ms", "partitions": "4"])
        #expect(url.fragment == "orders")
    }

    @Test func `a file has no host`() throws {
        #expect(try BrokerURL("embedded:").path == "")
        #expect(try BrokerURL("embedded:/var/q.sqlite").path == "/var/q.sqlite")
        #expect(try BrokerURL("embedded:///var/q.sqlite").path == "/var/q.sqlite")
        #expect(try BrokerURL("redis:///1").path == "1")
        #expect(try BrokerURL("embedded:data/q.sqlite").path == "data/q.sqlite")
    }

    @Test func `nothing that is printed has the password or the user`() throws {
        let url = try BrokerURL("redis://alice:hunter2@example.org:6379/0?timeout=1s#q")
        var dumped = ""
        dump(url, to: &dumped)
        for text in ["\(url)", String(reflecting: url), dumped] { #expect(!text.contains("hunter2")) }
        #expect("\(url)" == "redis://example.org:6379/0#q")
    }

    @Test func `an engine is the same, however its URL is written`() throws {
        for (identity, urls) in [
            (
                "amqp://rabbit/",
                ["amqp://rabbit", "amqps://user:secret@Rabbit:5671/?timeout=1s#q", "amqp://rabbit:5672/%2F"]
            ),
            ("redis://localhost/", ["redis:", "redis://127.0.0.1:6379/0", "redis://localhost", "redis:///0"]),
            ("redis://localhost:6380/1", ["redis://localhost:6380/1"]),
            ("kafka://k/", ["kafka://k", "kafka+tls://u:p@k:9093"]),
            ("postgres://db/pay", ["postgresql://db/pay?sslmode=require", "postgres://me@db:5432/pay"]),
            ("stomp://mq/", ["stomp+ssl://mq:61614", "stomp://mq:61613"]),
            ("embedded:/a/b.sqlite", ["embedded:a/b.sqlite", "embedded:a/b.sqlite?timeout=1s"]),
        ] {
            for url in urls { #expect(try BrokerURL(url).identity == identity, "\(url)") }
        }
    }

    @Test(
        "what is no URL is refused without repeating it",
        arguments: ["", "nothing", "://x", "redis://h:99999", "redis://h:0", "redis://u:secret@h?timeout"])
    func refuses(text: String) {
        let fault = #expect(throws: MessagingFault.self) { try BrokerURL(text) }
        #expect(fault?.code == .invalid)
        #expect(fault?.message.contains("secret") == false)
    }

    @Test func `options that nobody reads, or that make no sense, are refused by name`() throws {
        var options = BrokerOptions(try BrokerURL("redis://h?timeout=2s&partitions=8&color=red"))
        #expect(try options.timeout() == .seconds(2))
        #expect(try options.integer("partitions", standard: 1, in: 1...64) == 8)
        #expect(try options.integer("wait", standard: 3, in: 0...9) == 3)
        var fault: MessagingFault?
        do throws(MessagingFault) { try options.end() } catch { fault = error }
        #expect(fault?.message.contains("color") == true)
        for text in ["timeout=5", "timeout=0s", "timeout=99999s", "timeout=-1s", "timeout=1m"] {
            #expect(throws: MessagingFault.self) {
                var options = BrokerOptions(try BrokerURL("redis://h?" + text))
                _ = try options.timeout()
            }
        }
    }

    @Test(
        "names that every engine accepts",
        arguments: [
            ("a", true), ("A.b_c-9", true), (String(repeating: "x", count: 120), true), ("", false), (".a", false),
            (String(repeating: "x", count: 121), false), ("a b", false), ("a/b", false), ("ä", false), ("a#", false),
        ])
    func names(name: String, isAccepted: Bool) {
        #expect(((try? Topic(name)) != nil) == isAccepted)
        #expect(((try? ConsumerGroup(queue: name)) != nil) == isAccepted)
    }

    @Test func `a queue has one group, itself`() throws {
        let queue = try Topic("q", kind: .queue)
        #expect(try ConsumerGroup(queue: "q").topic == queue)
        #expect(throws: MessagingFault.self) { try ConsumerGroup("other", of: queue) }
    }
}
