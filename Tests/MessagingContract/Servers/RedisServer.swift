extension ContractSubject {
    /// Redis with an append-only file that is synced for every write.
    package static let redis = ContractSubject("Redis", programs: ["redis-server"]) { folder in
        let port = try Loopback.freePort()
        return try ServerProcess(
            "redis-server",
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--dir", folder.path, "--daemonize", "no", "--save", "",
                "--appendonly", "yes", "--appendfsync", "always",
            ],
            url: "redis://127.0.0.1:\(port)/0", port: port, folder: folder
        ) {
            await Loopback.answers(port: port, to: Array("PING\r\n".utf8), with: Array("+PONG".utf8))
        }
    }
}
