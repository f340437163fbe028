public import PaymentCore
public import PaymentEngine

/// A command on a line of NDJSON, as `POST /v1/batch` and `florin import` read it.
///
/// The fields are those of the single requests; `type` says which command it is, `payment` or `transfer` name what it is about, and
/// commands that move money need an `idempotency_key`.
public struct BatchLine: Sendable {
    /// The command and its key, ready for the engine.
    public let envelope: CommandEnvelope

    /// Reads a line.
    /// - Parameters:
    ///   - bytes: the line without its end
    ///   - scope: what keeps the idempotency keys of different owners apart
    ///   - makePaymentID: makes the name of a new payment
    /// - Throws: the problem of a line that is no command
    public init(
        reading bytes: Span<UInt8>, scope: String = "", makePaymentID: () -> PaymentID
    ) throws(Problem) {
        let fields = try CommandFields(line: bytes)
        guard let kind = fields.type else { throw Problem.missing(.type) }
        envelope = CommandEnvelope(
            try fields.command(kind, makePaymentID: makePaymentID), key: try fields.key(for: kind, scope: scope))
    }

    /// Whether a line says nothing: it has only white space.
    /// - Parameter bytes: the line
    /// - Returns: whether the line says nothing
    public static func isBlank(_ bytes: Span<UInt8>) -> Bool {
        var reader = JSONReader()
        reader.skipSpace(bytes)
        return reader.offset == bytes.count
    }
}
