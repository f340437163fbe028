import Foundation
import JournalTestSupport
import PaymentCore
import Testing

/// `florin export` and `florin explain` as people start them.
@Suite("Export and explain as programs")
struct ExportProgramTests {
    /// What a program printed, standard error apart.
    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        try ServerProcess.run(arguments, environment: ["NO_COLOR": "1"])
    }

    private static func journal() throws -> JournalBuilder {
        let builder = try JournalBuilder()
        var history = RandomHistory(seed: 9)
        try history.run(commands: 120, on: builder)
        return builder
    }

    @Test(arguments: ["hledger", "beancount", "csv", "ndjson"])
    func `the file is what standard output gets, and nothing is left beside it`(format: String) throws {
        let builder = try ExportProgramTests.journal()
        let folder = try TemporaryFolder()
        let arguments = ["export", "--format", format, "--data", builder.path]
        let printed = try ExportProgramTests.run(arguments)
        #expect(printed.status == 0 && printed.output.count > 1000)
        let path = "\(folder.path)/books"
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        // The builder still holds the lock, as a server would.
        let written = try ExportProgramTests.run(arguments + ["--output", path])
        #expect(written.status == 0 && written.output.isEmpty, "\(written.output)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == printed.output)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["books"])
    }

    @Test func `a file is complete or as it was`() throws {
        let builder = try ExportProgramTests.journal()
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/books"
        try "old".write(toFile: path, atomically: true, encoding: .utf8)
        try BitFlip.flip(byte: 20_000, bit: 1, of: "\(builder.path)/journal-00000000.seg")
        let result = try ExportProgramTests.run([
            "export", "--format", "csv", "--data", builder.path, "--output", path,
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("Run: florin verify --data \(builder.path)"), "\(result.output)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["books"])
    }

    @Test func `a place that cannot be written is told so`() throws {
        let builder = try ExportProgramTests.journal()
        let arguments = ["export", "--format", "csv", "--data", builder.path, "--output"]
        let inside = try ExportProgramTests.run(arguments + ["\(builder.path)/journal-00000000.seg"])
        #expect(inside.status == 1 && inside.output.contains("is in the data folder"), "\(inside.output)")
        let nowhere = try ExportProgramTests.run(arguments + ["\(builder.path)/none/books"])
        #expect(nowhere.status == 1 && nowhere.output.contains("cannot be written: No such file"), "\(nowhere.output)")
        let folder = try ExportProgramTests.run(arguments + [NSTemporaryDirectory()])
        #expect(folder.status == 1 && folder.output.contains("cannot be written"), "\(folder.output)")
        let full = try ExportProgramTests.run(arguments + ["/dev/full"])
        #expect(full.status == 1 && full.output.contains("Writing to /dev/full failed"), "\(full.output)")
    }

    @Test func `what is no journal and no format is told so`() throws {
        let folder = try TemporaryFolder()
        let empty = try ExportProgramTests.run(["export", "--format", "csv", "--data", folder.path])
        #expect(empty.status == 1 && empty.output.contains("There is no journal"), "\(empty.output)")
        let nowhere = try ExportProgramTests.run(["export", "--format", "csv", "--data", "\(folder.path)/none"])
        #expect(nowhere.status == 1 && nowhere.output.contains("cannot be used"), "\(nowhere.output)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/none"))
        let format = try ExportProgramTests.run(["export", "--format", "ledger"])
        #expect(format.status != 0 && format.output.contains("'hledger', 'beancount', 'csv'"), "\(format.output)")
    }

    @Test func `explain prints text or JSON, or a sentence`() throws {
        let (builder, id) = try ExplainTests.life()
        let data = ["--data", builder.path]
        let text = try ExportProgramTests.run(["explain", "\(id)"] + data)
        #expect(text.status == 0 && text.output == ExplainTests.golden + "\n")
        let json = try ExportProgramTests.run(["explain", "\(id)", "--json"] + data)
        #expect(json.status == 0 && json.output.hasPrefix(#"{"events":[{"#) && json.output.hasSuffix("}\n"))
        let transfer = try ExportProgramTests.run(["explain", "tra_4"] + data)
        #expect(transfer.status == 0 && transfer.output.contains("100.00 USD moved from rail:bank to wallet:alice."))
        for (id, sentence) in [
            (
                "pay_00000000000000000000000000",
                "There is no payment pay_00000000000000000000000000 among the 10 events"
            ),
            ("tra_99", "There is no transfer tra_99 among the 10 events"), ("tra_5", "There is no transfer tra_5"),
            ("a\n\u{1B}[31m", "a%0A%1B[31m is no id"), ("pay_1", "pay_1 is no id"),
        ] {
            let result = try ExportProgramTests.run(["explain", id] + data)
            #expect(result.status == 1 && result.output.contains(sentence), "\(result.output)")
        }
        try BitFlip.flip(byte: 1000, bit: 1, of: "\(builder.path)/journal-00000000.seg")
        let damaged = try ExportProgramTests.run(["explain", "\(id)"] + data)
        #expect(damaged.status == 1 && damaged.output.contains("Run: florin verify --data"), "\(damaged.output)")
    }
}
