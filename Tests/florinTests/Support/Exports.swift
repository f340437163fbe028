import Foundation
import JournalTestSupport
import PaymentCore

@testable import florin

/// Exports of a journal for tests.
enum Exports {
    /// The export as a text.
    static func text(_ format: ExportFormat, of builder: JournalBuilder) throws -> String {
        let writer = format.writer { event in Array("{\"id\":\"\(event.position.value)\"}".utf8) }
        let bytes = Bytes()
        let position = try Exporter.export(from: builder.disk, with: writer) { bytes.all += $0 }
        guard position == builder.state.position else {
            throw ProcessFault(
                message: "The export ends at \(position.value), the journal at \(builder.state.position.value)")
        }
        return String(decoding: bytes.all, as: UTF8.self)
    }

    /// The lines of a text, without `\r`.
    static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// A file with a text, in a folder of its own.
    static func file(_ text: String, in folder: TemporaryFolder) throws -> String {
        let path = "\(folder.path)/export-\(UUID().uuidString)"
        try text.write(toFile: path, atomically: false, encoding: .utf8)
        return path
    }

    /// Undoes ``LineText``.
    static func unescaped(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private final class Bytes {
        var all: [UInt8] = []
    }
}
