import Foundation
import PaymentKeys

/// How keys are shown.
enum KeyText {
    /// The one time that a token is shown.
    static func created(_ key: AccessKey, token: KeyToken) -> String {
        """
        \(token.reveal())

        This is the key \(key.id) (\(key.name)) for \(scopes(key)). Keep the line above safe: it is not shown again.
        Clients send it with every request: Authorization: Bearer florin_…
        """
    }

    /// All keys as lines with columns.
    static func table(_ keys: [AccessKey], at time: KeyTime) -> String {
        var rows = [["ID", "NAME", "OWNER", "SCOPES", "ACCOUNTS", "RATE", "STATUS", "CREATED"]]
        rows += keys.map { key in
            [
                key.id, key.name, key.owner, scopes(key),
                key.accountPrefixes.map { $0.map(\.description).joined(separator: ",") } ?? "all",
                key.requestsPerSecond.map { rate in "\(rate)/s" } ?? "-", status(key, at: time),
                key.createdAt.description,
            ]
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }

    /// A new key and its token as JSON.
    static func json(_ key: AccessKey, token: KeyToken) throws -> String {
        try encode(Created(key: key, token: token.reveal()))
    }

    /// All keys as JSON.
    static func json(_ keys: [AccessKey], at time: KeyTime) throws -> String {
        try encode(["keys": keys.map { Listed(key: $0, status: $0.status(at: time)) }])
    }

    private static func scopes(_ key: AccessKey) -> String {
        key.scopes.map(\.rawValue).joined(separator: ",")
    }

    private static func status(_ key: AccessKey, at time: KeyTime) -> String {
        let end = key.expiresAt.map { " until \($0)" } ?? ""
        return key.status(at: time).rawValue + (key.status(at: time) == .active ? end : "")
    }

    private static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private struct Created: Encodable {
        let key: AccessKey
        let token: String

        enum CodingKeys: String, CodingKey { case token }

        func encode(to encoder: any Encoder) throws {
            try key.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(token, forKey: .token)
        }
    }

    private struct Listed: Encodable {
        let key: AccessKey
        let status: KeyStatus

        enum CodingKeys: String, CodingKey { case status }

        func encode(to encoder: any Encoder) throws {
            try key.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(status, forKey: .status)
        }
    }
}
