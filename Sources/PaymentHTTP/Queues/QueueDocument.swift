package import Messaging
import NIOCore

/// The JSON documents about queues, as HTTP answers with them, for programs that have no server.
package enum QueueDocument {
    /// What `GET /v1/queues` answers.
    /// - Parameter rows: the groups, and what each still has before it
    /// - Returns: an object
    package static func queues(_ rows: [(group: ConsumerGroup, depth: Depth)]) -> String {
        var writer = JSONWriter(capacity: 1024)
        writer.queues(rows.map { QueueRow(group: $0.group, depth: $0.depth, quantities: nil) })
        return String(buffer: writer.finish())
    }

    /// What `GET /v1/queues/{name}/dead-letters` answers.
    /// - Parameters:
    ///   - letters: the oldest first
    ///   - next: behind what the next page begins; `nil` where there is none
    /// - Returns: an object
    package static func deadLetters(_ letters: [DeadLetter], next: String?) -> String {
        var writer = JSONWriter(capacity: 1024)
        writer.deadLetters(letters, next: next)
        return String(buffer: writer.finish())
    }

    /// What redriving and purging answer.
    /// - Parameters:
    ///   - name: what was done
    ///   - count: to how many
    /// - Returns: an object
    package static func count(_ name: StaticString, _ count: Int) -> String {
        var writer = JSONWriter(capacity: 64)
        writer.success(name, count)
        return String(buffer: writer.finish())
    }
}

/// A group and what it still has before it.
struct QueueRow {
    let group: ConsumerGroup
    let depth: Depth
    /// What this process knows of its handlers; `nil` where it has none.
    let quantities: MessageQuantities?
}
