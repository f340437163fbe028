import Foundation
import Glibc

/// How a PostgreSQL is made for tests; it refuses to run as root.
package enum PostgresServer {
    /// The folder of the server's programs: of the newest version that is installed.
    package static var programs: String {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let newest = versions.compactMap { Int($0) }.max()
        if let newest, Program.path("initdb") == nil { return "\(root)/\(newest)/bin/" }
        return ""
    }

    /// What a command needs before it so that it does not run as root.
    private static var prefix: [String] {
        geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
    }

    /// Makes a database, and a server for it that is not started yet.
    /// - Parameters:
    ///   - folder: its data go there
    ///   - password: the password of the user `postgres`; `nil` for none
    ///   - settings: more settings, as `ssl=on`
    /// - Returns: the server
    /// - Throws: ``ContractViolation`` where a program is missing or fails
    package static func make(
        _ folder: DataFolder, password: String? = nil, settings: [String] = []
    ) throws -> ServerProcess {
        let data = folder.path + "/data"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        var options = ["-D", data, "-U", "postgres", "--no-sync", "-E", "UTF8", "--locale=C"]
        if let password {
            options += ["-A", "scram-sha-256", "--pwfile=\(try folder.write(password + "\n", to: "password"))"]
        } else {
            options += ["-A", "trust"]
        }
        if geteuid() == 0 { _ = try Program.run("chown", ["-R", "postgres", folder.path]) }
        let command = prefix + [programs + "initdb"] + options
        let made = try Program.run(command[0], Array(command.dropFirst()))
        guard made.status == 0 else { throw ContractViolation("initdb failed: \(made.output)") }
        let port = try Loopback.freePort()
        let server =
            prefix + [
                programs + "postgres", "-D", data, "-p", "\(port)", "-c", "listen_addresses=127.0.0.1", "-c",
                "unix_socket_directories=\(data)", "-c", "max_connections=200",
            ] + settings.flatMap { ["-c", $0] }
        let user = password.map { "postgres:\($0)" } ?? "postgres"
        return try ServerProcess(
            server[0], Array(server.dropFirst()), url: "postgres://\(user)@127.0.0.1:\(port)/postgres", port: port,
            folder: folder, stopSignal: "INT"
        ) {
            // A start-up packet of version 3.0 without more than a user: an answer that begins with R is an authentication request.
            let packet: [UInt8] = [0, 0, 0, 23, 0, 3, 0, 0] + Array("user\0postgres\0\0".utf8)
            return await Loopback.answers(port: port, to: packet, with: Array("R".utf8))
        }
    }
}

extension ContractSubject {
    /// PostgreSQL as it is installed, with its usual durability.
    package static let postgres = ContractSubject("PostgreSQL", programs: [PostgresServer.programs + "postgres"]) {
        try PostgresServer.make($0)
    }
}
