import Foundation
import Messaging
import MessagingContract
import MessagingPostgres
import Testing

@Suite("PostgreSQL access", .serialized)
struct PostgresAccessTests {
    @Test func `wrong credentials and names are told apart, without the password`() async throws {
        try await PostgresScene.run(password: "open-sesame") { scene in
            let port = scene.server.port ?? 0
            try scene.sql("CREATE USER nobody PASSWORD 'very-secret'")
            let rows: [(String, MessagingFault.Code, String)] = [
                ("postgres://postgres:not-it@127.0.0.1:\(port)/postgres", .denied, "password authentication failed"),
                ("postgres://postgres@127.0.0.1:\(port)/postgres", .denied, "no password"),
                ("postgres://stranger:not-it@127.0.0.1:\(port)/postgres", .denied, "stranger"),
                ("postgres://postgres:open-sesame@127.0.0.1:\(port)/nowhere", .invalid, "nowhere"),
                ("postgres://nobody:very-secret@127.0.0.1:\(port)/postgres", .denied, "permission denied"),
                ("postgres://postgres:open-sesame@127.0.0.1:\(port)/postgres?sslmode=require", .denied, "SSL"),
                ("postgres://postgres:open-sesame@127.0.0.1:1/postgres", .unavailable, "refused"),
            ]
            for (url, code, part) in rows {
                let broker = try PostgresScene.broker(url)
                let fault = await PostgresScene.fault { () throws(MessagingFault) in try await broker.connect() }
                let text = "\(String(describing: fault))"
                #expect(fault?.code == code, "\(text)")
                #expect(text.contains("PostgreSQL at 127.0.0.1:") && text.contains(part), "\(text)")
                for secret in ["not-it", "open-sesame", "very-secret"] { #expect(!text.contains(secret), "\(text)") }
                await broker.close()
            }
            let broker = try scene.broker()
            try await broker.connect()
            await broker.close()
        }
    }

    @Test func `TLS is used where it is asked for, and the certificate is looked at`() async throws {
        let folder = try DataFolder()
        for name in ["server", "other"] {
            let made = try Program.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                    "subjectAltName=IP:127.0.0.1", "-keyout", "\(folder.path)/\(name).key", "-out",
                    "\(folder.path)/\(name).crt",
                ])
            try #require(made.status == 0, "\(made.output)")
        }
        _ = try Program.run("chown", ["-R", "postgres", folder.path])
        let settings = [
            "ssl=on", "ssl_cert_file=\(folder.path)/server.crt", "ssl_key_file=\(folder.path)/server.key",
        ]
        try await PostgresScene.run(settings: settings) { scene in
            let root = "\(folder.path)/server.crt"
            let good = try scene.broker(["sslmode": "verify-full", "sslrootcert": root])
            let group = try ConsumerGroup(queue: "q")
            try await good.declare(group, startingAt: .beginning)
            let body = [UInt8](repeating: 7, count: 3 << 20)
            try await good.publish([Message(id: "1", type: "t", body: body)], to: group.topic)
            let consumer = try await good.join(group, ConsumerSettings())
            let came = try await consumer.receive(atMost: 5, waiting: .seconds(5))
            #expect(came.map(\.message.body) == [body])
            #expect(
                try scene.sql(
                    "SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE application_name = 'florin'"
                ) == "t")
            await good.close()
            let bad = try scene.broker(["sslmode": "verify-ca", "sslrootcert": "\(folder.path)/other.crt"])
            let fault = await PostgresScene.fault { () throws(MessagingFault) in try await bad.connect() }
            #expect(fault?.code == .denied, "\(String(describing: fault))")
            let missing = try scene.broker(["sslmode": "verify-ca", "sslrootcert": "/nowhere.crt"])
            let other = await PostgresScene.fault { () throws(MessagingFault) in try await missing.connect() }
            #expect(other?.code == .invalid, "\(String(describing: other))")
        }
    }
}
