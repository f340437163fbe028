import Foundation
import Logging
import Messaging
import MessagingContract
import Testing

/// The table of guarantees in the documentation is what the drivers declare, and what they declare is what the contract suite asserts.
@Suite("Table of guarantees")
struct GuaranteeTableTests {
    @Test func `the documentation has what every driver declares`() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/messaging.md")
        let text = try String(contentsOf: page, encoding: .utf8)
        let table = try GuaranteeTableTests.table()
        #expect(text.contains(table), "docs/messaging.md should have this table:\n\(table)")
    }

    private static func table() throws -> String {
        let columns = try [
            ("embedded", "embedded:x.sqlite"), ("PostgreSQL", "postgres://h"), ("Redis", "redis://h"),
            ("RabbitMQ", "amqp://h"), ("Kafka", "kafka://h"), ("ActiveMQ", "stomp://h"),
        ].map { name, url in
            let subject = try #require(
                ContractSubject.all.first { $0.name.lowercased() == name.lowercased() }, "\(name)")
            return (name, try subject.open(BrokerURL(url), Logger(label: "test")).guarantees)
        }
        let head =
            "| | " + columns.map(\.0).joined(separator: " | ") + " |\n|---|" + columns.map { _ in "---|" }.joined()
        let rows = GuaranteeTableTests.rows.map { title, value in
            "| \(title) | " + columns.map { value($0.1) }.joined(separator: " | ") + " |"
        }
        return ([head] + rows).joined(separator: "\n") + "\n"
    }

    private static let rows: [(String, @Sendable (Guarantees) -> String)] = [
        ("order of a topic", { $0.order.rawValue }),
        ("order of a queue", { $0.queueOrder.rawValue }),
        ("a keyed message waits for its retry", { $0.keyedRetry == .engine ? "in the engine" : "with the member" }),
        ("a delivery belongs to its member", { $0.lease == .timed ? "for the lease" : "while connected" }),
        ("a crash of the member counts as an attempt", { $0.crashCount == .counted ? "yes" : "no" }),
        ("a retry is late by at most", { "\(seconds($0.retryLateBy))" }),
        ("retries survive the engine's restart", { $0.retriesSurviveRestart ? "yes" : "no" }),
        ("depth", { $0.depth.rawValue }),
        ("a dead letter is written", { $0.deadLettering.rawValue }),
        ("a new group may start at", { $0.starts.map(\.rawValue).sorted().joined(separator: ", ") }),
        ("a topic keeps messages without a group", { $0.keepsWithoutGroups ? "yes" : "no: unroutable" }),
        ("largest body", { "\($0.maximumBodyBytes >> 10) KiB" }),
        ("members of a group that work at the same time", { $0.maximumMembers.map { "\($0)" } ?? "any" }),
        ("a killed member's messages are taken over, after its lease, within", { "\(seconds($0.takeover))" }),
    ]

    private static func seconds(_ duration: Duration) -> String {
        let value = duration.seconds
        return value == value.rounded() ? "\(Int(value)) s" : "\(value) s"
    }
}
