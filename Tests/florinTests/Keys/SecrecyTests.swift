import Foundation
import HTTPLoad
import JournalTestSupport
import Testing

/// Looks through everything that the server prints and writes for what must never be there.
@Suite("Secrecy")
struct SecrecyTests {
    @Test func `nothing that is printed or stored holds a token or a secret`() throws {
        let folder = try TemporaryFolder()
        let maker = KeyMaker(data: folder.path)
        let good = try maker.make(["--name", "good", "--scope", "read", "--scope", "write"])
        let narrow = try maker.make(["--name", "narrow", "--scope", "read", "--prefix", "wallet:x", "--rate", "5"])
        let revoked = try maker.make(["--name", "revoked", "--scope", "read"])
        _ = try ServerProcess.run(["keys", "revoke", revoked.id, "--data", folder.path])
        let stranger = try KeyMaker(data: folder.path + "/elsewhere").make(["--name", "stranger", "--scope", "read"])
        let flags = ["--log-level", "trace", "--set", "journal.segment_size_bytes=4194304"]
        let server = try ServerProcess(data: folder.path, flags: flags)
        try talk(to: server, with: [good, narrow, revoked, stranger])
        // While it runs the file becomes garbage with a token in it, which is reported, and then is gone.
        let keys = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/keys.json"))
        try good.token.write(toFile: folder.path + "/keys.json", atomically: true, encoding: .utf8)
        _ = try server.client().request("GET", "/v1/accounts/a", headers: [good.header])
        let listing = try ServerProcess.run(["keys", "list", "--data", folder.path]).output
        try keys.write(to: URL(fileURLWithPath: folder.path + "/keys.json"))
        #expect(server.stop() == 0)
        var texts = [server.output, listing]
        #expect(server.output.contains("keys.json"))
        try FileManager.default.removeItem(atPath: folder.path + "/elsewhere/keys.json")
        for name in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            guard let data = FileManager.default.contents(atPath: folder.path + "/" + name) else { continue }
            texts.append(String(decoding: data, as: UTF8.self))
        }
        let hashes = try hashes(in: keys)
        #expect(hashes.count == 3 && texts.count > 4)
        for (index, text) in texts.enumerated() {
            for key in [good, narrow, revoked, stranger] {
                // Also a part of a secret is too much.
                #expect(!text.contains(key.secret.prefix(20)), "\(index) \(key.id)")
                #expect(!text.contains(key.secret.suffix(20)), "\(index) \(key.id)")
            }
        }
        for hash in hashes { #expect(!(server.output + listing).contains(hash)) }
        #expect(!server.output.contains("Bearer"))
    }

    /// Requests of all kinds, good and bad, also such as break off.
    private func talk(to server: ServerProcess, with keys: [KeyMaker.Made]) throws {
        let client = try server.client()
        for key in keys {
            for (method, path) in [
                ("GET", "/v1/accounts/a"), ("GET", "/metrics"), ("POST", "/v1/payments"), ("PUT", "/x"),
            ] {
                _ = try client.request(
                    method, path,
                    headers: [key.header, ("Idempotency-Key", "k"), ("Content-Type", "application/json")],
                    body: method == "GET" ? nil : "{}")
            }
            _ = try client.request("GET", "/v1/accounts/a", headers: [key.header, key.header])
            _ = try client.request("GET", "/v1/accounts/a", headers: [("Authorization", "Bearer \(key.token)0")])
            let account = #"{"id":"wallet:\#(key.id)","currency":"USD"}"#
            let headers = [key.header, ("Content-Type", "application/json")]
            _ = try client.request("POST", "/v1/accounts", headers: headers, body: account)
            let broken = try server.client()
            try broken.send("GET / HTTP/1.1\r\nAuthorization: Bearer \(key.token)\r\nBad\u{1}: \(key.token)\r\n\r\n")
            _ = try? broken.receive()
            let gone = try server.client()
            try gone.send("POST /v1/payments HTTP/1.1\r\nAuthorization: Bearer \(key.token)\r\nContent-Length: 100\r\n")
        }
    }

    private func hashes(in keys: Data) throws -> [String] {
        String(decoding: keys, as: UTF8.self).matches(of: /[0-9a-f]{64}/).map { String($0.0) }
    }
}
