import Foundation
import JournalTestSupport
import PaymentHTTP

/// Certificates for one test, and `curl` as the client.
struct TLSBench: Sendable {
    let folder: TemporaryFolder
    let authority: TestAuthority
    let certificate: String
    let key: String

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority(in: folder)
        (certificate, key) = try authority.issue("server")
    }

    /// Settings with TLS that looks at its files ten times a second.
    func settings(clientCA: String? = nil) -> PaymentServerSettings {
        var tls = TLSSettings(certificatePath: certificate, keyPath: key)
        tls.clientCAPath = clientCA
        tls.reloadSeconds = 0.1
        var settings = PaymentServerSettings()
        settings.tls = tls
        return settings
    }

    /// Asks for the health of the server, or for another path.
    func curl(
        _ server: TestServer, _ arguments: [String] = [], trusting path: String? = nil,
        path target: String = "/health/live"
    ) throws -> ToolRun {
        try ToolRun(
            "curl",
            ["-s", "-S", "-m", "20", "--cacert", path ?? authority.path] + arguments
                + ["https://127.0.0.1:\(server.port)\(target)"])
    }

    /// Sends something over TLS after a while.
    func send(_ text: String, to server: TestServer, afterSeconds seconds: Double, thenWait wait: Double) throws
        -> ToolRun
    {
        let command =
            "(sleep \(seconds); printf '\(text)'; sleep \(wait)) | openssl s_client -quiet -connect 127.0.0.1:\(server.port)"
        return try ToolRun("sh", ["-c", command])
    }
}
