/// Collects what is written and gives it on in pieces.
struct ExportOutput {
    private static let pieceBytes = 1 << 16
    private var bytes: [UInt8] = []
    private let emit: ([UInt8]) throws -> Void

    /// Creates an output.
    /// - Parameter emit: takes a piece; what it throws is what writing throws
    init(_ emit: @escaping ([UInt8]) throws -> Void) {
        self.emit = emit
        bytes.reserveCapacity(2 * ExportOutput.pieceBytes)
    }

    /// Writes a text.
    mutating func write(_ text: String) throws {
        bytes.append(contentsOf: text.utf8)
        if bytes.count >= ExportOutput.pieceBytes { try flush() }
    }

    /// Writes bytes.
    mutating func write(_ piece: [UInt8]) throws {
        bytes.append(contentsOf: piece)
        if bytes.count >= ExportOutput.pieceBytes { try flush() }
    }

    /// Gives on what is left.
    mutating func flush() throws {
        guard !bytes.isEmpty else { return }
        try emit(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}
