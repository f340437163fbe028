import Foundation
import HTTPLoad
import JournalTestSupport
import Testing

/// The real server and who gets in.
@Suite("Serve access")
struct ServeAccessTests {
    private static let path = "/v1/accounts/wallet:nobody"

    @Test func `beyond loopback it does not start without a key that can be used`() throws {
        let folder = try TemporaryFolder()
        let arguments = ["serve", "--listen", "0.0.0.0:0", "--data", folder.path]
        let none = try ServerProcess.run(arguments)
        #expect(none.status == 1 && none.output.contains("florin keys create"), "\(none.output)")
        let key = try KeyMaker(data: folder.path).make(["--name", "a", "--scope", "read"])
        _ = try ServerProcess.run(["keys", "revoke", key.id, "--data", folder.path])
        #expect(try ServerProcess.run(arguments).status == 1)
        _ = try KeyMaker(data: folder.path).make(["--name", "b", "--scope", "read"])
        let server = try ServerProcess(data: folder.path, flags: ["--listen", "0.0.0.0:0"])
        #expect(server.output.contains("Keys travel in the clear"))
        #expect(try server.client().request("GET", ServeAccessTests.path).status == 401)
        #expect(server.stop() == 0)
    }

    @Test(arguments: ["0.0.0.0:0", "127.example.org:0", "127.0.0.1.nip.io:0", "[::]:0"])
    func `a name that only looks like loopback is not`(_ listen: String) throws {
        let folder = try TemporaryFolder()
        for flags in [[], ["--dev"]] {
            let result = try ServerProcess.run(["serve", "--listen", listen, "--data", folder.path] + flags)
            #expect(result.status == 1, "\(flags)")
            #expect(result.output.contains(flags.isEmpty ? "florin keys create" : "--dev"), "\(result.output)")
        }
    }

    @Test func `a key that another process revokes is refused on the very next request`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        let client = try server.client()
        #expect(try client.request("GET", ServeAccessTests.path).status == 404)
        let key = try KeyMaker(data: folder.path).make(["--name", "a", "--scope", "read"])
        #expect(try client.request("GET", ServeAccessTests.path).status == 401)
        #expect(try client.request("GET", ServeAccessTests.path, headers: [key.header]).status == 404)
        #expect(try ServerProcess.run(["keys", "revoke", key.id, "--data", folder.path]).status == 0)
        let answer = try client.request("GET", ServeAccessTests.path, headers: [key.header])
        #expect(answer.status == 401 && answer.text.contains("revoked"))
        try FileManager.default.removeItem(atPath: folder.path + "/keys.json")
        #expect(try client.request("GET", ServeAccessTests.path).status == 401)
        #expect(server.stop() == 0)
    }

    @Test func `with --dev a key is printed once, and needed`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path, flags: ["--dev"])
        let output = server.waitForOutput("/v1/accounts\n")
        let token = try #require(output.firstMatch(of: /(?m)^  (florin_[0-9a-z]{8}_[0-9a-z]{58})$/)).1
        #expect(output.contains("curl -H 'Authorization: Bearer \(token)'"))
        let client = try server.client()
        #expect(try client.request("GET", "/metrics").status == 401)
        let header = ("Authorization", "Bearer \(token)")
        #expect(try client.request("GET", "/metrics", headers: [header]).status == 200)
        let other = try KeyMaker(data: folder.path).make(["--name", "a", "--scope", "admin"])
        #expect(try client.request("GET", "/metrics", headers: [other.header]).status == 200)
        #expect(server.stop() == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/keys.json.new"))
        let again = try ServerProcess(data: folder.path)
        #expect(try again.client().request("GET", "/metrics", headers: [header]).status == 401)
        #expect(again.stop() == 0)
    }

    @Test func `limits of the settings hold`() throws {
        let folder = try TemporaryFolder()
        let flags = ["--set", "http.requests_per_second=1", "--set", "http.burst=3"]
        let server = try ServerProcess(data: folder.path, flags: flags)
        let client = try server.client()
        var statuses: [Int] = []
        for _ in 0..<20 { statuses.append(try client.request("GET", ServeAccessTests.path).status) }
        #expect(statuses.prefix(3) == [404, 404, 404] && statuses.contains(429), "\(statuses)")
        #expect(server.stop() == 0)
    }

    @Test(arguments: [
        (["http.burst=5"], "http.burst"), (["http.requests_per_second=0"], "http.requests_per_second"),
        (["tls.certificate=/none.pem"], "tls.key"), (["tls.key=/none.key"], "tls.certificate"),
        (["tls.client_ca=/none.pem"], "tls.certificate"),
        (["tls.certificate=/none.pem", "tls.key=/none.key"], "tls.certificate"),
        (["tls.reload_seconds=often"], "tls.reload_seconds"),
    ])
    func `a wrong setting stops the start`(_ assignments: [String], _ key: String) throws {
        let folder = try TemporaryFolder()
        let flags = assignments.flatMap { ["--set", $0] }
        let result = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0", "--data", folder.path] + flags)
        #expect(result.status == 1 && result.output.contains("The setting \(key) must"), "\(result.output)")
    }

    @Test func `with TLS the ready line says https, and it stops cleanly`() throws {
        let folder = try TemporaryFolder()
        let authority = try TestAuthority(in: folder)
        let files = try authority.issue("server")
        let data = folder.path + "/data"
        let key = try KeyMaker(data: data).make(["--name", "a", "--scope", "read"])
        let flags = ["--set", "tls.certificate=\(files.certificate)", "--set", "tls.key=\(files.key)"]
        let server = try ServerProcess(data: data, flags: flags)
        #expect(server.output.contains("address=https://127.0.0.1:\(server.port)"))
        let run = try ToolRun(
            "curl",
            [
                "-s", "-m", "20", "--cacert", authority.path, "-H", "Authorization: Bearer \(key.token)",
                "https://127.0.0.1:\(server.port)\(ServeAccessTests.path)",
            ])
        #expect(run.output.contains("account_not_found"), "\(run.output)")
        #expect(server.stop() == 0)
    }
}
