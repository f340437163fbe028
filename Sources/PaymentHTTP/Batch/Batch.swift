import NIOCore
import PaymentCore
import PaymentEngine

/// The commands of a batch, and which line each of them came from.
struct Batch {
    /// What a line is.
    enum Content {
        case command(index: Int)
        case problem(Problem)
    }

    /// The commands, in the order of their lines.
    var envelopes: [CommandEnvelope] = []
    /// Whether there is a line that is no command, or may not be one.
    var hasProblems = false
    var lines: [(number: Int, content: Content)] = []
    private let access: Access

    /// How many lines say something.
    var lineCount: Int { lines.count }

    /// Reads lines.
    ///
    /// Empty lines are counted and otherwise ignored.
    init(reading bytes: Span<UInt8>, maximumLines: Int, access: Access, makePaymentID: () -> PaymentID) throws(Problem)
    {
        self.access = access
        var start = 0
        var number = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
            number += 1
            let line = bytes.extracting(start..<end)
            if !BatchLine.isBlank(line) {
                guard lines.count < maximumLines else { throw Problem(.tooManyLines) }
                read(line, number, makePaymentID)
            }
            start = end + 1
        }
    }

    private mutating func read(_ line: Span<UInt8>, _ number: Int, _ makePaymentID: () -> PaymentID) {
        do throws(Problem) {
            let line = try BatchLine(reading: line, scope: access.owner, makePaymentID: makePaymentID)
            try access.check(line.envelope.command)
            envelopes.append(line.envelope)
            lines.append((number, .command(index: envelopes.count - 1)))
        } catch {
            hasProblems = true
            lines.append((number, .problem(error)))
        }
    }

    /// Writes an answer for each line.
    /// - Parameter results: what the engine said to each command, in order
    /// - Returns: one line of NDJSON for each line
    func answer(_ results: [Result<Answer, Rejection>]) -> ByteBuffer {
        var writer = JSONWriter(capacity: lines.count * 512)
        for (number, content) in lines {
            writer.raw("{\"line\":")
            writer.integer(Int64(number))
            switch content {
            case .problem(let problem): Batch.write(problem, to: &writer)
            case .command(let index) where index < results.count:
                Batch.write(results[index], to: envelopes[index].command, &writer)
            case .command: Batch.write(Problem(.internalError), to: &writer)
            }
            writer.raw("}\n")
        }
        return writer.finish()
    }

    private static func write(_ result: Result<Answer, Rejection>, to command: Command, _ writer: inout JSONWriter) {
        switch result {
        case .failure(let rejection): write(Problem(rejection), to: &writer)
        case .success(let answer):
            writer.raw(",\"status\":")
            writer.integer(Int64(answer.status(of: command)))
            if answer.isReplay { writer.raw(",\"replayed\":true") }
            writer.raw(",\"result\":")
            writer.answer(answer, to: command)
        }
    }

    private static func write(_ problem: Problem, to writer: inout JSONWriter) {
        writer.raw(",\"status\":")
        writer.integer(Int64(problem.status))
        writer.raw(",\"error\":")
        problem.write(to: &writer)
    }
}
