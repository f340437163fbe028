import Foundation
import JournalTestSupport
import Testing

/// The program as people start it: flags, settings, exit codes, sentences.
@Suite("Program")
struct ProgramTests {
    @Test(arguments: [
        ("listen=nowhere", "listen"),
        ("listen=127.0.0.1:99999", "listen"),
        ("log_level=loud", "log_level"),
        ("http.maximum_body_bytes=0", "http.maximum_body_bytes"),
        ("http.request_timeout_seconds=soon", "http.request_timeout_seconds"),
        ("engine.maximum_waiting_commands=-1", "engine.maximum_waiting_commands"),
        ("engine.retained_events=all", "engine.retained_events"),
        ("journal.segment_size_bytes=1000", "journal.segment_size_bytes"),
    ])
    func `a wrong setting stops the start with a sentence that names it`(_ assignment: String, _ key: String) throws {
        let folder = try TemporaryFolder()
        let result = try ServerProcess.run(["serve", "--data", folder.path + "/data", "--set", assignment])
        #expect(result.status == 1)
        #expect(result.output.contains("The setting \(key) must be"), "\(result.output)")
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
    }

    @Test func `a setting that does not exist stops the start`() throws {
        let folder = try TemporaryFolder()
        let result = try ServerProcess.run([
            "serve", "--data", folder.path, "--set", "engine.maximum_wating_commands=1",
        ])
        #expect(result.status == 1 && result.output.contains("There is no setting engine.maximum_wating_commands."))
    }

    @Test func `a flag beats the environment and the environment beats the file`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/florin.yaml"
        try "listen: from-file\nengine:\n  maximum_waiting_commands: from-file\n".write(
            toFile: file, atomically: true, encoding: .utf8)
        let environment = ["FLORIN_CONFIG": file, "FLORIN_LISTEN": "from-environment"]
        let byFile = try ServerProcess.run(["serve", "--listen", "127.0.0.1:0"], environment: environment)
        #expect(
            byFile.output.contains("engine.maximum_waiting_commands must be") && byFile.output.contains("from-file"))
        let byEnvironment = try ServerProcess.run(["serve"], environment: environment)
        #expect(byEnvironment.output.contains("listen must be ADDRESS:PORT, not 'from-environment'"))
        let byFlag = try ServerProcess.run(["serve", "--listen", "from-flag"], environment: environment)
        #expect(byFlag.output.contains("listen must be ADDRESS:PORT, not 'from-flag'"))
    }

    @Test func `a settings file that is not there or no YAML stops the start`() throws {
        let folder = try TemporaryFolder()
        let missing = try ServerProcess.run(["serve", "--config", folder.path + "/none.yaml"])
        #expect(missing.status == 1 && missing.output.contains("none.yaml cannot be read"))
        let file = folder.path + "/broken.yaml"
        try "a: [1".write(toFile: file, atomically: true, encoding: .utf8)
        let broken = try ServerProcess.run(["serve", "--config", file])
        #expect(broken.status == 1 && broken.output.contains("broken.yaml cannot be read"))
    }

    @Test func `a mistyped key in a settings file stops the start`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/florin.yaml"
        try "tls:\n  clientca: ca.pem\n".write(toFile: file, atomically: true, encoding: .utf8)
        let result = try ServerProcess.run(["serve", "--data", folder.path + "/data", "--config", file])
        #expect(result.status == 1 && result.output.contains("There is no setting tls.clientca"), "\(result.output)")
    }

    @Test func `a port that is taken is named`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path + "/a")
        let second = try ServerProcess.run([
            "serve", "--data", folder.path + "/b", "--listen", "127.0.0.1:\(server.port)",
        ])
        #expect(second.status == 1)
        #expect(second.output.contains("cannot listen on 127.0.0.1:\(server.port): another program listens there"))
        #expect(server.stop() == 0)
    }

    @Test func `every command finds the folder of the settings`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        #expect(server.stop() == 0)
        for arguments in [["accounts"], ["verify"], ["views", "rebuild"], ["export", "--format", "csv"]] {
            let result = try ServerProcess.run(arguments, environment: ["FLORIN_DATA": folder.path])
            #expect(result.status == 0, "\(arguments): \(result.output)")
        }
    }

    @Test func `two processes never use one folder`() throws {
        let folder = try TemporaryFolder()
        let server = try ServerProcess(data: folder.path)
        for arguments in [["serve", "--listen", "127.0.0.1:0"], ["verify"], ["accounts"], ["import", "/dev/null"]] {
            let second = try ServerProcess.run(arguments + ["--data", folder.path])
            #expect(second.status == 1, "\(arguments)")
            #expect(second.output.contains("\(server.processID)"), "\(arguments): \(second.output)")
            #expect(!second.output.contains("not right"), "\(arguments): \(second.output)")
        }
        #expect(server.stop() == 0)
    }

    @Test func `a flipped bit is refused at the start and found by verify`() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<200).map { #"{"type":"open_account","id":"wallet:\#($0)","currency":"EUR"}"# }
        let file = folder.path + "/accounts.ndjson"
        try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        let data = folder.path + "/data"
        #expect(try ServerProcess.run(["import", file, "--data", data]).status == 0)
        #expect(try ServerProcess.run(["verify", "--data", data]).output.contains("The books are right."))
        for name in try FileManager.default.contentsOfDirectory(atPath: data) where name.hasSuffix(".snap") {
            try FileManager.default.removeItem(atPath: "\(data)/\(name)")
        }
        let segment = try #require(FileHandle(forUpdatingAtPath: "\(data)/journal-00000000.seg"))
        try segment.seek(toOffset: 1000)
        let byte = try #require(try segment.read(upToCount: 1)?.first)
        try segment.seek(toOffset: 1000)
        try segment.write(contentsOf: Data([byte ^ 0x10]))
        try segment.close()
        for arguments in [["verify"], ["serve", "--listen", "127.0.0.1:0"], ["import", file]] {
            let result = try ServerProcess.run(arguments + ["--data", data])
            #expect(result.status == 1, "\(arguments)")
            #expect(result.output.contains("journal-00000000.seg"), "\(arguments): \(result.output)")
        }
    }

    @Test func `an import says which lines were refused and why, and the rest is done`() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/lines.ndjson"
        try """
        {"type":"open_account","id":"rail:bank","currency":"EUR"}
        {"type":"open_account","id":"wallet:a","currency":"EUR"}

        {"type":"transfer","debit":"rail:bank","credit":"wallet:a","amount":5,"currency":"EUR","idempotency_key":"1"}
        {"type":"transfer","debit":"rail:bank","credit":"wallet:b","amount":5,"currency":"EUR","idempotency_key":"2"}
        {"type":"transfer","debit":"rail:bank","credit":"wallet:a","amount":1.5,"currency":"EUR","idempotency_key":"3"}
        """.write(toFile: file, atomically: true, encoding: .utf8)
        let first = try ServerProcess.run(["import", file, "--data", folder.path + "/data"])
        #expect(first.status == 1)
        #expect(first.output.contains("line 5: account_not_found"))
        #expect(first.output.contains("line 6: number_not_integer"))
        #expect(first.output.contains("5 lines: 3 done, 0 done before, 2 refused."), "\(first.output)")
        let accounts = try ServerProcess.run(["accounts", "--data", folder.path + "/data"])
        #expect(accounts.output.contains("0.05 EUR") && accounts.output.contains("debits less credits: 0 EUR"))
    }

    @Test func `a file that is not there is told so`() throws {
        let folder = try TemporaryFolder()
        let result = try ServerProcess.run(["import", folder.path + "/none", "--data", folder.path + "/data"])
        #expect(result.status == 1 && result.output.contains("none cannot be read"))
        let verify = try ServerProcess.run(["verify", "--data", folder.path + "/nowhere"])
        #expect(verify.status == 1)
    }
}
