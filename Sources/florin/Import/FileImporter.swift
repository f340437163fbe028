import BlockingIO
import Foundation
import PaymentCore
import PaymentEngine
import PaymentHTTP

/// Reads a file line by line and gives it to an engine in batches.
struct FileImporter {
    private let file: FileHandle
    private let sizeBytes: UInt64
    private let engine: PaymentEngine
    private let progress: ProgressBar?
    /// Whose idempotency keys those of the lines are.
    private let owner: String
    private static let batchCommands = 4000
    private static let pieceBytes = 1 << 20
    private static let maximumLineBytes = 1 << 20

    init(path: String, owner: String, engine: PaymentEngine, progress: ProgressBar?) throws {
        self.owner = owner
        self.engine = engine
        self.progress = progress
        guard path != "-" else {
            (file, sizeBytes) = (.standardInput, 0)
            return
        }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw CommandFailure("The file \(path) cannot be read.")
        }
        self.file = file
        sizeBytes = try file.seekToEnd()
        try file.seek(toOffset: 0)
    }

    /// Imports the whole file.
    /// - Returns: what became of its lines
    /// - Throws: ``EngineFault``, ``CommandFailure``
    func run() async throws -> ImportReport {
        var report = ImportReport()
        var pending: [(line: Int, envelope: CommandEnvelope)] = []
        var rest: [UInt8] = []
        var (number, bytesRead) = (0, UInt64(0))
        let start = MonotonicClock.now()
        var isAtEnd = false
        while !isAtEnd {
            let piece = try file.read(upToCount: FileImporter.pieceBytes) ?? Data()
            isAtEnd = piece.isEmpty
            bytesRead += UInt64(piece.count)
            rest.append(contentsOf: piece)
            for line in FileImporter.takeLines(from: &rest, all: isAtEnd) {
                number += 1
                read(line, number, &pending, &report)
                if pending.count == FileImporter.batchCommands { try await submit(&pending, &report) }
            }
            guard rest.count <= FileImporter.maximumLineBytes else {
                throw CommandFailure("Line \(number + 1) is longer than \(FileImporter.maximumLineBytes) bytes.")
            }
            progress?.show(done: bytesRead, of: sizeBytes)
        }
        try await submit(&pending, &report)
        progress?.finish()
        report.seconds = Double(MonotonicClock.now() - start) / 1e9
        report.position = try await engine.summary().position.value
        return report
    }

    private func read(
        _ line: ArraySlice<UInt8>, _ number: Int, _ pending: inout [(line: Int, envelope: CommandEnvelope)],
        _ report: inout ImportReport
    ) {
        if BatchLine.isBlank(line.span) { return }
        report.lines += 1
        do throws(Problem) {
            let line = try BatchLine(reading: line.span, scope: owner, makePaymentID: engine.makePaymentID)
            pending.append((number, line.envelope))
        } catch {
            report.refuse(line: number, code: error.code, detail: error.detail)
        }
    }

    private func submit(
        _ pending: inout [(line: Int, envelope: CommandEnvelope)], _ report: inout ImportReport
    ) async throws {
        guard !pending.isEmpty else { return }
        let replies = try await engine.submit(batch: pending.map(\.envelope), atomic: false)
        for (reply, line) in zip(replies, pending.map(\.line)) {
            switch reply {
            case .success(let answer) where answer.isReplay: report.replayed += 1
            case .success: report.accepted += 1
            case .failure(let rejection):
                report.refuse(line: line, code: rejection.code, detail: rejection.explanation)
            }
        }
        pending.removeAll(keepingCapacity: true)
    }

    /// Takes whole lines, without their ends, from the front.
    private static func takeLines(from bytes: inout [UInt8], all: Bool) -> [ArraySlice<UInt8>] {
        guard let end = all ? bytes.endIndex : bytes.lastIndex(of: UInt8(ascii: "\n")).map({ $0 + 1 }) else {
            return []
        }
        let lines = bytes[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        bytes.removeFirst(end)
        // Behind the last line end there is no line.
        return lines.last?.isEmpty == true ? lines.dropLast() : lines
    }
}
