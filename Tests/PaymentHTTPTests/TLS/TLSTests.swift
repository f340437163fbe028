import Foundation
import HTTPLoad
import JournalTestSupport
import PaymentHTTP
import PaymentKeys
import Testing

/// The server over TLS, with `curl` and `openssl s_client` as its clients.
@Suite("TLS", .serialized)
struct TLSTests {
    @Test func `requests over TLS are answered, from version 1.2 on and only over HTTP 1.1`() async throws {
        let bench = try TLSBench()
        let access = try AccessBench()
        let key = try access.key()
        try await TestServer.with(bench.settings(), access: try access.policy()) { server in
            #expect(try bench.curl(server).output == #"{"status":"live"}"#)
            #expect(try bench.curl(server, ["--tls-max", "1.2"]).status == 0)
            #expect(try bench.curl(server, ["--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0"]).status != 0)
            let stranger = try TestAuthority(in: bench.folder, name: "stranger")
            #expect(try bench.curl(server, trusting: stranger.path).status == 60)
            let versions = try bench.curl(server, ["-o", "/dev/null", "-w", "%{http_version}", "--http2"])
            #expect(versions.output == "1.1")
            let lines = (0..<5000).map { #"{"type":"open_account","id":"wallet:\#($0)","currency":"USD"}"# }
            let file = bench.folder.path + "/lines"
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let flags = [
                "-H", "Authorization: Bearer \(key.token)", "-H", "Content-Type: application/x-ndjson",
                "--data-binary", "@\(file)",
            ]
            let answers = try bench.curl(server, flags, path: "/v1/batch").output.split(separator: "\n")
            #expect(answers.count == 5000 && answers.allSatisfy { $0.contains(#""status":201"#) })
            #expect(try bench.curl(server, path: "/v1/accounts/wallet:1").output.contains("key_missing"))
        }
    }

    @Test func `a new certificate is used without a restart, and one that is wrong is not`() async throws {
        let bench = try TLSBench()
        let next = try TestAuthority(in: bench.folder, name: "next")
        try await TestServer.with(bench.settings()) { server in
            #expect(try bench.curl(server).status == 0)
            let key = try String(contentsOfFile: bench.key, encoding: .utf8)
            try "garbage".write(toFile: bench.key, atomically: true, encoding: .utf8)
            for _ in 0..<5 {
                usleep(100_000)
                #expect(try bench.curl(server).status == 0)
            }
            try key.write(toFile: bench.key, atomically: true, encoding: .utf8)
            _ = try next.issue("server")
            var isNew = false
            for _ in 0..<200 where !isNew {
                usleep(50_000)
                isNew = try bench.curl(server, trusting: next.path).status == 0
            }
            #expect(isNew)
            #expect(try bench.curl(server).status == 60)
        }
    }

    @Test func `where clients need certificates, only those that the authority signed are let in`() async throws {
        let bench = try TLSBench()
        let clients = try TestAuthority(in: bench.folder, name: "clients")
        let good = try clients.issue("client")
        let bad = try bench.authority.issue("impostor")
        try await TestServer.with(bench.settings(clientCA: clients.path)) { server in
            #expect(try bench.curl(server).status != 0)
            #expect(try bench.curl(server, ["--tls-max", "1.2"]).status != 0)
            let accepted = try bench.curl(server, ["--cert", good.certificate, "--key", good.key])
            #expect(accepted.output == #"{"status":"live"}"#)
            let refused = try bench.curl(server, ["--cert", bad.certificate, "--key", bad.key])
            #expect(refused.status != 0 && !refused.output.contains("live"))
        }
    }

    @Test func `plain HTTP is told to speak TLS`() async throws {
        let bench = try TLSBench()
        try await TestServer.with(bench.settings()) { server in
            let client = try server.client()
            let answer = try client.request("GET", "/health/live")
            #expect(answer.status == 400 && answer.string("code") == "invalid_http")
            #expect(answer.text.contains("https") && answer["connection"] == "close")
            client.finishSending()
            #expect(try client.receiveEnd() == 0)
            // Noise gets no answer that looks like one.
            let noise = try server.client()
            try noise.send([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
            noise.finishSending()
            _ = try? noise.receiveEnd()
            #expect(try bench.curl(server).status == 0)
        }
    }

    @Test(arguments: [[], [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00]] as [[UInt8]])
    func `a handshake that never ends is dropped within the time of a request`(_ bytes: [UInt8]) async throws {
        let bench = try TLSBench()
        var settings = bench.settings()
        settings.requestTimeoutSeconds = 0.3
        settings.idleTimeoutSeconds = 3600
        try await TestServer.with(settings) { server in
            let client = try server.client(timeoutSeconds: 4)
            try client.send(bytes)
            let start = ContinuousClock.now
            // The reset of a connection with unread bytes is an end, too; a timeout is not.
            do throws(SocketFault) { _ = try client.receiveEnd() } catch { #expect(error.operation != .timeout) }
            #expect(ContinuousClock.now - start < .seconds(4))
        }
    }

    @Test func `a handshake is no request, and a request that stalls behind it is one`() async throws {
        let bench = try TLSBench()
        var settings = bench.settings()
        settings.requestTimeoutSeconds = 1
        try await TestServer.with(settings) { server in
            let request = #"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"#
            let late = try bench.send(request, to: server, afterSeconds: 2.5, thenWait: 0.5)
            #expect(late.output.contains("HTTP/1.1 200 OK") && !late.output.contains("408"), "\(late.output)")
            let half = try bench.send(#"GET /health/live HTTP/1.1\r\n"#, to: server, afterSeconds: 0, thenWait: 3)
            #expect(half.output.contains("HTTP/1.1 408"), "\(half.output)")
        }
    }

    @Test func `files that cannot be used stop the start with a sentence that names the setting`() async throws {
        let bench = try TLSBench()
        let other = try bench.authority.issue("other")
        let garbage = bench.folder.path + "/garbage"
        try "garbage".write(toFile: garbage, atomically: true, encoding: .utf8)
        let rows: [(certificate: String, key: String, clientCA: String?, setting: String)] = [
            ("/none.pem", bench.key, nil, "tls.certificate"), (garbage, bench.key, nil, "tls.certificate"),
            (bench.key, bench.key, nil, "tls.certificate"), (bench.certificate, "/none.key", nil, "tls.key"),
            (bench.certificate, garbage, nil, "tls.key"), (bench.certificate, bench.certificate, nil, "tls.key"),
            (bench.certificate, other.key, nil, "tls.key"),
            (bench.certificate, bench.key, "/none.pem", "tls.client_ca"),
            (bench.certificate, bench.key, garbage, "tls.client_ca"),
        ]
        for row in rows {
            var tls = TLSSettings(certificatePath: row.certificate, keyPath: row.key)
            tls.clientCAPath = row.clientCA
            var settings = PaymentServerSettings()
            settings.tls = tls
            let fault = await #expect(throws: TLSFault.self) { try await TestServer.with(settings) { _ in } }
            #expect(fault?.message.contains("The setting \(row.setting) ") == true, "\(row) \(fault?.message ?? "")")
        }
    }
}
