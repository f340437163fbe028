import Messaging
import Testing

@testable import MessagingPostgres

@Suite("PostgreSQL URLs")
struct PostgresURLTests {
    @Test(arguments: [
        ("mysql://host/db", "none of PostgreSQL"), ("postgres://host/db?sslmode=maybe", "sslmode"),
        ("postgres://host/db?colour=red", "colour"), ("postgres://host/db?timeout=soon", "timeout"),
        ("postgres://host/a%00b", "NUL"),
    ])
    func `a wrong URL is refused with a sentence`(_ url: String, _ part: String) async throws {
        let fault = await PostgresScene.fault { () throws(MessagingFault) in
            _ = try PostgresSettings(BrokerURL(url))
        }
        #expect(fault?.code == .invalid)
        #expect(fault?.message.contains(part) == true, "\(String(describing: fault))")
    }

    @Test func `the label names engine, host and port, and never the password`() throws {
        let broker = try PostgresScene.broker("postgresql://ann:se%40cret@example.org:6000/pay?sslmode=verify-full")
        #expect(broker.label == "PostgreSQL at example.org:6000")
        #expect(try PostgresScene.broker("postgres://[::1]/pay").label == "PostgreSQL at [::1]:5432")
        var shown = ""
        dump(broker, to: &shown)
        #expect(!shown.contains("se@cret"))
    }

    @Test(arguments: [
        (
            "connection to server at \"127.0.0.1\", port 5 failed: FATAL:  28P01: password authentication failed for user \"a\"\nLOCATION:  auth_failed, auth.c:326\n",
            "28P01", MessagingFault.Code.denied
        ),
        (
            "connection to server at \"h\", port 5 failed: FATAL:  3D000: database \"x\" does not exist\n", "3D000",
            .invalid
        ),
        ("FATAL:  57P03: the database system is starting up\n", "57P03", .unavailable),
        ("FATAL:  53300: sorry, too many clients already\n", "53300", .unavailable),
        (
            "connection to server at \"127.0.0.1\", port 5 failed: Connection refused\n\tIs the server running?", "",
            .unavailable
        ),
        ("connection to server failed: SSL error: certificate verify failed\n", "", .denied),
        ("server does not support SSL, but SSL was required\n", "", .denied), ("", "", .unavailable),
    ])
    func `what libpq says becomes a code`(_ text: String, _ state: String, _ code: MessagingFault.Code) {
        let message = ConnectMessage(text)
        #expect(message.state == state)
        #expect(message.failure(label: "here").fault.code == code)
    }
}
