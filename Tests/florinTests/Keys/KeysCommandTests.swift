import BlockingIO
import Foundation
import JournalTestSupport
import Testing

/// `florin keys` as people use it.
@Suite("Keys command")
struct KeysCommandTests {
    @Test func `a key is made, listed and revoked, and its token is shown once`() throws {
        let folder = try TemporaryFolder()
        let made = try KeyMaker(data: folder.path).make(["--name", "till", "--owner", "acme", "--scope", "read"])
        let list = try ServerProcess.run(["keys", "list", "--data", folder.path])
        #expect(list.status == 0 && list.output.contains(made.id) && list.output.contains("active"))
        #expect(!list.output.contains(made.secret))
        let revoked = try ServerProcess.run(["keys", "revoke", made.id, "--data", folder.path])
        #expect(revoked.status == 0 && revoked.output == "The key \(made.id) (till) is revoked.\n")
        let json = try ServerProcess.run(["keys", "list", "--json", "--data", folder.path]).output
        let object = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: [[String: Any]]])
        let key = try #require(object["keys"]?.first)
        #expect(key["status"] as? String == "revoked" && key["owner"] as? String == "acme")
        #expect(key["scopes"] as? [String] == ["read"] && key["sha256"] == nil && !json.contains(made.secret))
    }

    @Test(arguments: [
        (["create", "--name", "a"], "scope"),
        (["create", "--name", "a", "--scope", "root"], "read, write or admin"),
        (["create", "--name", "", "--scope", "read"], "name"),
        (["create", "--name", "a", "--owner", "", "--scope", "read"], "owner"),
        (["create", "--name", "a", "--scope", "read", "--prefix", "a b"], "prefix"),
        (["create", "--name", "a", "--scope", "read", "--rate", "0"], "rate"),
        (["create", "--name", "a", "--scope", "read", "--burst", "5"], "rate"),
        (["create", "--name", "a", "--scope", "read", "--expires-in-days", "0"], "days"),
        (["revoke", "nobody"], "no key with this id"),
    ])
    func `what cannot be is a sentence and exit 1`(_ arguments: [String], _ word: String) throws {
        let folder = try TemporaryFolder()
        let result = try ServerProcess.run(["keys"] + arguments + ["--data", folder.path + "/data"])
        #expect(result.status == 1 && result.output.contains(word), "\(result.output)")
    }

    @Test func `a file that is no file of keys is refused by every command and by the server`() throws {
        let folder = try TemporaryFolder()
        let isMade = FileManager.default.createFile(
            atPath: folder.path + "/keys.json", contents: Data("x".utf8), attributes: [.posixPermissions: 0o600])
        #expect(isMade)
        for arguments in [
            ["keys", "list"], ["keys", "create", "--name", "a", "--scope", "read"], ["keys", "revoke", "a"],
            ["serve", "--listen", "127.0.0.1:0"],
        ] {
            let result = try ServerProcess.run(arguments + ["--data", folder.path])
            #expect(result.status == 1 && result.output.contains("keys.json is not one of keys"), "\(result.output)")
        }
    }

    @Test func `processes that make keys at once lose none`() async throws {
        let folder = try TemporaryFolder()
        let ids = try await withThrowingTaskGroup(of: String.self) { tasks in
            for number in 0..<6 {
                tasks.addTask {
                    try await WorkerThread.run(name: "keys-\(number)") {
                        try KeyMaker(data: folder.path).make(["--name", "k", "--scope", "read"]).id
                    }
                }
            }
            return try await tasks.reduce(into: Set()) { $0.insert($1) }
        }
        let list = try ServerProcess.run(["keys", "list", "--data", folder.path]).output
        #expect(ids.count == 6 && ids.allSatisfy { list.contains($0) }, "\(list)")
    }

    @Test func `whatever the mask is, nobody else may read the file`() throws {
        let folder = try TemporaryFolder()
        let command =
            "umask 0; exec '\(try ServerProcess.binary().path)' keys create --name k --scope read --data '\(folder.path)'"
        #expect(try ToolRun("sh", ["-c", command]).status == 0)
        for name in ["keys.json", "keys.lock"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }
}
