import Journal
import JournalFile
import PaymentCore

/// Writes a journal in another format while it is replayed.
struct Exporter: ReplayVisitor {
    private var writer: any ExportWriter
    private var output: ExportOutput
    private var references = HeldReferences()

    private init(writer: any ExportWriter, output: ExportOutput) {
        self.writer = writer
        self.output = output
    }

    /// Exports everything.
    /// - Parameters:
    ///   - disk: the data folder
    ///   - writer: writes the format
    ///   - emit: takes the export, piece by piece
    /// - Returns: the position of the last event
    /// - Throws: ``JournalFault``, ``CommandFailure``; what `emit` throws
    static func export(
        from disk: some Disk, with writer: any ExportWriter, _ emit: @escaping ([UInt8]) throws -> Void
    ) throws -> Position {
        var exporter = Exporter(writer: writer, output: ExportOutput(emit))
        try exporter.writer.begin(&exporter.output)
        var replay = JournalReplay(visitor: exporter)
        try replay.run(on: disk)
        exporter = replay.visitor
        try exporter.writer.end(in: replay.state, &exporter.output)
        try exporter.output.flush()
        return replay.state.position
    }

    mutating func willApply(_ event: ReplayedEvent, to state: State) throws {
        try writer.willApply(event, to: state, &output)
    }

    mutating func didApply(_ event: ReplayedEvent, to state: State) throws {
        guard let named = NamedEvent(event.event, position: event.position, time: event.time, in: state) else {
            throw JournalFault(.corrupt, "The event of position \(event.position.value) names what is not there")
        }
        let reference = references.reference(of: named, in: state)
        try writer.write(ExportedEvent(named: named, reference: reference), in: state, &output)
    }
}
