import BlockingIO
import Foundation
import Messaging
import Synchronization

extension ContractSubject {
    /// A stand-in for Apache Kafka: tansu over an object store, so that what is confirmed outlives its `kill -9`.
    package static let kafka = ContractSubject("Kafka", programs: ["tansu", "python3"]) { folder in
        try KafkaServer(folder)
    }
}

/// Two processes: tansu, which is killed and frozen, and what stands around it, which is not: the object store that has its data, and a
/// passage that keeps librdkafka 2.0.2 from asking what it cannot read (see `Tests/Servers/kafka-standin.py`).
package final class KafkaServer: EngineServer {
    private let folder: DataFolder
    private let ownPort: Int
    private let storePort: Int
    private let brokerPort: Int
    private let store: ServerProcess
    private let broker: Mutex<ServerProcess?>
    private let options: [String: String]

    /// Describes a server that is not started yet.
    /// - Parameter folder: where its output goes
    /// - Throws: ``ContractViolation`` where a program or a port is missing
    package init(_ folder: DataFolder) throws {
        self.folder = folder
        ownPort = try Loopback.freePort()
        storePort = try Loopback.freePort()
        brokerPort = try Loopback.freePort()
        options = ["partitions": "4", "session": "6s", "wait": "20"]
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Servers/kafka-standin.py").path
        let (storePort, ownPort) = (storePort, ownPort)
        store = try ServerProcess(
            "python3", [script, "\(storePort)", "\(ownPort)", "\(brokerPort)"], url: "http://127.0.0.1:\(storePort)",
            port: storePort, folder: folder
        ) {
            Loopback.accepts(port: storePort) && Loopback.accepts(port: ownPort)
        }
        broker = Mutex(nil)
    }

    /// What a driver connects to.
    package var url: String {
        "kafka://127.0.0.1:\(ownPort)?"
            + options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    /// Where it listens.
    package var port: Int? { ownPort }

    /// The environment in which tansu finds its store.
    private var environment: [String: String] {
        let address = "http://127.0.0.1:\(storePort)"
        return [
            "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONDITIONAL_PUT": "etag",
        ]
    }

    private func process(advertising port: Int) throws -> ServerProcess {
        let brokerPort = brokerPort
        return try ServerProcess(
            "tansu",
            [
                "broker", "--listener-url", "tcp://127.0.0.1:\(brokerPort)", "--advertised-listener-url",
                "tcp://127.0.0.1:\(port)", "--storage-engine", "s3://tansu/", "--silent",
            ],
            environment: environment, url: url, port: brokerPort, folder: folder
        ) {
            Loopback.accepts(port: brokerPort)
        }
    }

    private func current() throws -> ServerProcess {
        if let process = broker.withLock({ $0 }) { return process }
        let process = try process(advertising: ownPort)
        broker.withLock { $0 = process }
        return process
    }

    /// Has tansu tell its clients to connect to a proxy.
    /// - Parameter port: the proxy's port
    package func advertise(port: Int) {
        let process = try? process(advertising: port)
        broker.withLock { $0 = process }
    }

    package func start() async throws {
        if !Loopback.accepts(port: storePort) { try await store.start() }
        try await current().start()
    }

    package func kill() async throws { try await current().kill() }

    package func freeze() async throws { try await current().freeze() }

    package func thaw() async throws { try await current().thaw() }

    package func stop() async throws { try await current().kill() }

    package var log: String { folder.end(of: "output.log") }
}
