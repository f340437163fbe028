import Messaging

extension QueueStore {
    /// Appends messages to a topic's log.
    func publish(_ messages: EncodedMessages, to topic: Topic) throws {
        let topic = try state(topic)
        guard messages.count > 0 else { return }
        try checkRoom(messages.sizeBytes)
        let insert = topic.statements.insert
        var start = 0
        topic.isDirty = true
        try unsafe messages.attributes.withUnsafeBytes { attributes in
            for index in 0..<messages.count {
                topic.head += 1
                insert.bind(topic.head).bind(optional: messages.keys[index])
                let end = messages.ends[index]
                unsafe insert.bind(lent: UnsafeRawBufferPointer(rebasing: attributes[start..<end]))
                try unsafe messages.bodies[index].withUnsafeBytes { body in
                    unsafe insert.bind(lent: body)
                    try insert.run()
                }
                start = end
            }
        }
        for group in topic.groups { wake(group) }
    }

    /// Leaves consumers some room on the disk: without any, nothing could be settled, and nothing would ever make room.
    ///
    /// Pages of the file that are free again count as room.
    private func checkRoom(_ sizeBytes: Int) throws {
        guard settings.reserveBytes > 0, let free = DiskSpace.freeBytes(beside: settings.path) else { return }
        let needed = settings.reserveBytes + 2 * sizeBytes
        if free >= needed { return }
        let inside = Int(clamping: try freePages.number() ?? 0).multipliedReportingOverflow(by: settings.pageBytes)
        guard inside.partialValue + free < needed else { return }
        throw MessagingFault(
            .full,
            "\(label): there is no room left on its disk but the \(settings.reserveBytes >> 20) MiB for consumers")
    }
}
