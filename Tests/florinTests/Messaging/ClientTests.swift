import Foundation
import HTTPLoad
import JournalTestSupport
import MessagingContract
import Testing

/// The programs under `Examples/clients`, against a real server and real engines.
@Suite("Clients in Python", .serialized)
struct ClientTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Examples/clients")

    struct Client: Sendable, CustomTestStringConvertible {
        let program: String
        let subject: ContractSubject
        /// What of the engine's URL the program wants to know.
        let address: @Sendable (URLComponents) -> String

        var testDescription: String { program }

        var isExpected: Bool { Tool.isExpected("python3") && (subject.missingProgram == nil || Tool.isInCI) }
    }

    private static let hostAndPort = { @Sendable (url: URLComponents) in "\(url.host ?? ""):\(url.port ?? 0)" }

    static let clients: [Client] = [
        Client(program: "redis_client.py", subject: .redis) { "redis://\(hostAndPort($0))/0" },
        Client(program: "rabbitmq_client.py", subject: .rabbitMQ) { "amqp://guest:guest@\(hostAndPort($0))/%2F" },
        Client(program: "kafka_client.py", subject: .kafka, address: hostAndPort),
        Client(program: "activemq_client.py", subject: .activeMQ) { $0.string ?? "" },
    ]

    @Test("sends a payment request into its engine, and reads the event from it", arguments: clients)
    func overEngine(client: Client) async throws {
        try #require(client.isExpected || !Tool.isInCI)
        guard client.isExpected else { return }
        let engine = try await client.subject.server(DataFolder())
        try await engine.start()
        let folder = try TemporaryFolder()
        let server = try ServerProcess(
            data: folder.path, flags: ["--broker", engine.url, "--intake", engine.url + "#payments"])
        try Accounts.fund(server)
        let url = try #require(URLComponents(string: engine.url))
        let run = try Tool.run(
            "python3", [ClientTests.folder.appendingPathComponent(client.program).path, client.address(url), "order-9"])
        #expect(run.status == 0, "\(run.output)\n\(server.output)")
        #expect(run.output.contains("payment.captured"), "\(run.output)")
        let order = try server.client().request("GET", "/v1/orders/order-9")
        #expect(order.text.contains("\"paid\""), "\(order.text)")
        #expect(server.stop() == 0)
        try await engine.stop()
    }

    @Test("works over HTTP alone", arguments: ["http_client.py", "queue_client.py"])
    func overHTTP(program: String) throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        try Accounts.fund(server)
        let run = try Tool.run(
            "python3",
            [ClientTests.folder.appendingPathComponent(program).path, "http://127.0.0.1:\(server.port)", "order-9"])
        #expect(run.status == 0, "\(run.output)")
        #expect(server.stop() == 0)
    }
}
