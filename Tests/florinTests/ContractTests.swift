import Foundation
import JournalTestSupport
import Testing

/// The running server against its own documents, judged by programs that nobody here wrote.
///
/// `scripts/contract/contract_test.py` says what it does; `FLORIN_CONTRACT_SECONDS` gives schemathesis more time.
@Suite("Contract", .serialized)
struct ContractTests {
    @Test(.enabled(if: Tool.isExpected("schemathesis"), "schemathesis is not installed"))
    func `the server answers as openapi and asyncapi say`() throws {
        let folder = try TemporaryFolder()
        let key = try KeyMaker(data: folder.path).make(
            ["--name", "contract", "--scope", "read", "--scope", "write", "--scope", "admin"])
        let server = try ServerProcess(data: folder.path)
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let result = try Tool.run(
            "python",
            [
                root.appendingPathComponent("scripts/contract/contract_test.py").path,
                "http://127.0.0.1:\(server.port)",
                "--documents", root.appendingPathComponent("Sources/PaymentHTTP/Documents").path, "--token", key.token,
                "--seconds", ProcessInfo.processInfo.environment["FLORIN_CONTRACT_SECONDS"] ?? "45",
            ])
        #expect(result.status == 0, "\(result.output.suffix(6000))")
        #expect(server.stop() == 0)
        let verification = try ServerProcess.run(["verify", "--data", folder.path])
        #expect(verification.status == 0, "\(verification.output)")
    }
}
