@testable import Messaging

/// Deliveries for tests: `a1` is the first message of key a, `1` the first without a key.
enum Deliveries {
    static func make(_ names: String) -> [Delivery] {
        names.split(separator: " ").map { delivery(String($0)) }
    }

    static func delivery(_ name: String, attempt: Int = 1) -> Delivery {
        let key = name.prefix { $0.isLetter }
        let message = Message(id: name, type: "test", key: key.isEmpty ? nil : String(key), body: [])
        return Delivery(message: message, receipt: receipt(name), attempt: attempt)
    }

    static func receipt(_ name: String) -> Receipt {
        Receipt(session: 1, number: name.utf8.reduce(0) { $0 << 8 | UInt64($1) })
    }

    static func names(_ deliveries: [Delivery]) -> String {
        deliveries.map(\.message.id).joined(separator: " ")
    }
}
