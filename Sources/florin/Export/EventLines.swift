import PaymentCore

/// Newline-delimited JSON: a CloudEvent on every line.
struct EventLines: ExportWriter {
    private let cloudEvent: (NamedEvent) -> [UInt8]

    /// Creates a writer.
    /// - Parameter cloudEvent: the bytes of an event as a CloudEvent in JSON, without line ends
    init(cloudEvent: @escaping (NamedEvent) -> [UInt8]) {
        self.cloudEvent = cloudEvent
    }

    func begin(_ output: inout ExportOutput) throws {}

    func write(_ event: ExportedEvent, in state: State, _ output: inout ExportOutput) throws {
        try output.write(cloudEvent(event.named) + [UInt8(ascii: "\n")])
    }

    func end(in state: State, _ output: inout ExportOutput) throws {}
}
