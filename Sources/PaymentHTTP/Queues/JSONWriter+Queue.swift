import Messaging
import NIOCore

extension JSONWriter {
    /// Writes all groups.
    mutating func queues(_ rows: [QueueRow]) {
        raw("{\"queues\":[")
        list(rows) { writer, row in writer.queue(row.group, row.depth, row.quantities) }
        raw("]}")
    }

    /// Writes a page of dead letters.
    mutating func deadLetters(_ letters: [DeadLetter], next: String?) {
        raw("{\"dead_letters\":[")
        list(letters) { writer, letter in writer.deadLetter(letter) }
        raw("],\"next\":")
        optional(next)
        raw("}")
    }

    /// Writes how many messages something was done to.
    mutating func success(_ name: StaticString, _ count: Int) {
        raw("{\"status\":\"success\",\"")
        raw(name)
        raw("\":")
        integer(Int64(count))
        raw("}")
    }

    /// Writes what a group still has before it.
    mutating func queue(_ group: ConsumerGroup, _ depth: Depth, _ quantities: MessageQuantities?) {
        raw("{\"name\":")
        string(group.reference)
        raw(",\"kind\":")
        string(group.topic.kind == .queue ? "queue" : "group")
        raw(",\"produced\":")
        integer(Int64(depth.produced))
        raw(",\"consumed\":")
        integer(Int64(depth.consumed))
        raw(",\"depth\":")
        integer(Int64(depth.depth))
        raw(",\"ready\":")
        integer(Int64(depth.ready))
        raw(",\"in_flight\":")
        integer(Int64(depth.inFlight))
        raw(",\"delayed\":")
        integer(Int64(depth.delayed))
        raw(",\"dead\":")
        integer(Int64(depth.dead))
        if let quantities {
            raw(",\"service_seconds\":")
            decimal(quantities.serviceSeconds)
            raw(",\"parallelism\":")
            integer(Int64(quantities.parallelism))
            raw(",\"drain_seconds\":")
            decimal(quantities.drainSeconds(waiting: depth.waiting))
        } else {
            raw(",\"service_seconds\":null,\"parallelism\":null,\"drain_seconds\":null")
        }
        raw("}")
    }

    /// Writes a message that a client has leased, or that was acknowledged for it.
    mutating func leased(_ message: LeasedMessage, isAcknowledged: Bool) {
        raw("{")
        if !isAcknowledged {
            raw("\"receipt\":\"")
            plain("\(message.receipt)")
            raw("\",")
        }
        raw("\"queue\":")
        string(message.group.reference)
        raw(",\"id\":")
        string(message.message.id)
        attributes(message.message)
        raw(",\"attempt\":")
        integer(Int64(message.attempt))
        if !isAcknowledged {
            raw(",\"lease_seconds\":")
            integer(message.lease.components.seconds)
        }
        content(message.message)
        raw("}")
    }

    /// Writes a dead letter.
    mutating func deadLetter(_ letter: DeadLetter) {
        raw("{\"id\":")
        string(letter.id)
        raw(",\"message_id\":")
        string(letter.message.id)
        attributes(letter.message)
        raw(",\"reason\":")
        string(letter.reason)
        raw(",\"attempts\":")
        integer(Int64(letter.attempts))
        if let time = letter.time {
            raw(",\"time\":")
            string(MessageTime.text(time))
        }
        content(letter.message)
        raw("}")
    }

    private mutating func attributes(_ message: Message) {
        if !message.type.isEmpty {
            raw(",\"type\":")
            string(message.type)
        }
        if !message.source.isEmpty {
            raw(",\"source\":")
            string(message.source)
        }
        if let key = message.key {
            raw(",\"key\":")
            string(key)
        }
        if !message.contentType.isEmpty, message.contentType != "application/json" {
            raw(",\"content_type\":")
            string(message.contentType)
        }
    }

    /// Writes the body: as it is where it is JSON, whatever it says of itself.
    private mutating func content(_ message: Message) {
        if JSONReader.isWholeText(message.body.span) {
            raw(",\"message\":")
            plain(message.body.span)
        } else {
            raw(",\"message_base64\":")
            base64(message.body)
        }
    }
}
