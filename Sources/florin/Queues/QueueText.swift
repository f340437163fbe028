import Foundation
import Messaging

/// How queues and dead letters are shown.
enum QueueText {
    /// Queues as lines with columns.
    static func table(_ rows: [(group: ConsumerGroup, depth: Depth)]) -> String {
        let titles = ["QUEUE", "READY", "IN FLIGHT", "DELAYED", "DEAD", "DEPTH", "PRODUCED", "CONSUMED"]
        let cells = rows.map { group, depth in
            [group.reference]
                + [
                    depth.ready, depth.inFlight, depth.delayed, depth.dead, depth.depth, depth.produced, depth.consumed,
                ].map(String.init)
        }
        return TextLayout.aligned([titles] + cells, minimumWidth: 0).joined(separator: "\n")
    }

    /// A dead letter as a few lines; what comes from outside can do nothing to a terminal.
    static func block(_ letter: DeadLetter) -> String {
        let message = letter.message
        var head = "\(LineText.escaped(letter.id))  attempts \(letter.attempts)"
        if let time = letter.time { head += "  \(MessageTime.text(time))" }
        var lines = [head, "  reason   \(LineText.escaped(letter.reason))"]
        lines.append("  message  \(LineText.escaped(message.id))")
        if !message.type.isEmpty { lines.append("  type     \(LineText.escaped(message.type))") }
        if let key = message.key { lines.append("  key      \(LineText.escaped(key))") }
        lines.append("  body     \(body(message.body))")
        return lines.joined(separator: "\n")
    }

    private static let shownBytes = 400

    private static func body(_ bytes: [UInt8]) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return "\(bytes.count) bytes that are no text"
        }
        let start = String(text.unicodeScalars.prefix(shownBytes))
        return LineText.escaped(start) + (start.utf8.count < bytes.count ? " … (\(bytes.count) bytes)" : "")
    }
}
