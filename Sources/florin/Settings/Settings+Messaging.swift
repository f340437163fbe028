extension Settings {
    /// Reads how Florin works with message engines.
    ///
    /// | key | type | default |
    /// |---|---|---|
    /// | `messaging.brokers` | URLs, `URL#TOPIC`, separated by spaces; also `--broker` | none |
    /// | `messaging.intakes` | `URL#QUEUE`, separated by spaces; also `--intake` | none |
    /// | `messaging.queues` | URL; also `--queues` | `embedded:`, a file in the data folder |
    /// | `messaging.consumers` | `MIN-MAX`, 1 to 256 | `1-8` |
    /// | `messaging.maximum_queued_commands` | 1 to 1,000,000,000 | 1,000,000 |
    /// | `messaging.maximum_message_bytes` | 1 KiB to 64 MiB | 1 MiB |
    /// | `messaging.turns` | 1 to 256 | the largest of all MAX of consumers |
    mutating func readMessaging(_ reader: SettingsReader) throws {
        let words = { @Sendable (text: String) in text.split(whereSeparator: \.isWhitespace).map(String.init) }
        try reader.read("messaging.brokers", into: &messaging.brokers, rule: "URLs") { words($0) }
        try reader.read("messaging.intakes", into: &messaging.intakes, rule: IntakeAddress.form) { words($0) }
        try reader.read("messaging.queues", into: &messaging.queues, rule: "a URL") { $0.isEmpty ? nil : $0 }
        try reader.read("messaging.consumers", into: &messaging.consumers, rule: "MIN-MAX, from 1 to 256") {
            try? IntakeAddress.range($0)
        }
        try reader.read(
            "messaging.maximum_queued_commands", into: &messaging.maximumQueuedCommands, in: 1...1_000_000_000)
        try reader.read("messaging.maximum_message_bytes", into: &messaging.maximumMessageBytes, in: 1024...64 << 20)
        try reader.read("messaging.turns", into: &messaging.turns, rule: "a whole number from 1 to 256") { text in
            Int(text).flatMap { (1...256).contains($0) ? $0 : nil }.map(Optional.some)
        }
    }
}
