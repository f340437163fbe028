import Foundation

extension ContractSubject {
    /// RabbitMQ, one node, with an epmd of its own.
    package static let rabbitMQ = ContractSubject(
        "RabbitMQ", programs: [RabbitMQServer.program ?? "rabbitmq-server of /usr/lib/rabbitmq", "epmd"]
    ) { folder in try RabbitMQServer(folder) }
}

/// A node of RabbitMQ and the epmd that it needs.
package struct RabbitMQServer: EngineServer {
    /// The script itself: the one of the same name in the path changes the user.
    static let program: String? = {
        let base = "/usr/lib/rabbitmq/lib"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
        return versions.sorted().last.map { "\(base)/\($0)/sbin/rabbitmq-server" }
    }()

    private let node: ServerProcess
    private let names: ServerProcess

    /// Describes a node.
    /// - Parameters:
    ///   - folder: its data
    ///   - configuration: lines for its configuration file
    /// - Throws: ``ContractViolation`` where a program is missing
    package init(_ folder: DataFolder, configuration: String = "") throws {
        let port = try Loopback.freePort()
        let distribution = try Loopback.freePort()
        let epmd = try Loopback.freePort()
        let data = folder.path
        try folder.write("[].\n", to: "enabled_plugins")
        try folder.write("log.console = true\nlog.console.level = warning\n" + configuration, to: "rabbitmq.conf")
        names = try ServerProcess(
            "epmd", ["-address", "127.0.0.1", "-port", "\(epmd)"], url: "", port: epmd, folder: folder
        ) { Loopback.accepts(port: epmd) }
        node = try ServerProcess(
            Self.program ?? "rabbitmq-server", [],
            environment: [
                "HOME": data, "RABBITMQ_NODENAME": "rmq\(port)@localhost", "RABBITMQ_NODE_PORT": "\(port)",
                "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_DIST_PORT": "\(distribution)",
                "RABBITMQ_MNESIA_BASE": data + "/mnesia", "RABBITMQ_LOG_BASE": data + "/log",
                "RABBITMQ_ENABLED_PLUGINS_FILE": data + "/enabled_plugins",
                "RABBITMQ_CONFIG_FILE": data + "/rabbitmq.conf", "RABBITMQ_CONF_ENV_FILE": "/dev/null",
                "RABBITMQ_ALLOW_INPUT": "1", "ERL_EPMD_PORT": "\(epmd)",
                "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-start_epmd false -noinput",
            ],
            url: "amqp://guest:guest@127.0.0.1:\(port)/", port: port, folder: folder
        ) {
            await Loopback.answers(port: port, to: Array("AMQP".utf8) + [0, 0, 9, 1], with: [1, 0, 0])
        }
    }

    /// What a driver connects to.
    package var url: String { node.url }
    /// Where it listens.
    package var port: Int? { node.port }
    /// The end of what it printed.
    package var log: String { node.log }

    /// Starts epmd and the node.
    package func start() async throws {
        try await names.start()
        try await node.start()
    }

    /// Kills both.
    package func kill() async throws {
        try await node.kill()
        try await names.kill()
    }

    /// Freezes the node.
    package func freeze() async throws { try await node.freeze() }

    /// Lets the node go on.
    package func thaw() async throws { try await node.thaw() }

    /// Asks the node to end.
    package func stop() async throws {
        try await node.stop()
        try await names.kill()
    }
}
