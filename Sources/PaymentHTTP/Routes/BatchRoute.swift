import NIOCore
import PaymentCore
import PaymentEngine

extension PaymentResponder {
    private static let lineTypes: Set<String> = ["application/x-ndjson", "application/jsonl"]

    /// `POST /v1/batch`: commands, one a line, and an answer for each, in order.
    ///
    /// The engine gets them all at once.
    func runBatch(_ exchange: Exchange) async throws(Problem) -> HTTPReply {
        let isAtomic = try PaymentResponder.isAtomic(exchange.path.query)
        try exchange.checkContentType(PaymentResponder.lineTypes)
        var batch = try Batch(
            reading: exchange.body.readableBytesUInt8Span, maximumLines: settings.maximumBatchLines,
            access: exchange.access, makePaymentID: engine.makePaymentID)
        exchange.access.charge(lines: batch.lineCount)
        let permissions = try await keepPermitted(&batch, exchange.access)
        let mayRun = !batch.envelopes.isEmpty && !(isAtomic && batch.hasProblems)
        let results: [Result<Answer, Rejection>]
        if mayRun {
            do throws(EngineFault) {
                results = permissions.shown(try await engine.submit(batch: batch.envelopes, atomic: isAtomic))
            } catch {
                throw Problem(error)
            }
        } else {
            results = batch.envelopes.map { _ in .failure(.linkedCommandFailed) }
        }
        for case .success(let answer) in results { watermark.note(answer.position) }
        var reply = HTTPReply(status: 200, body: batch.answer(results), position: watermark.position)
        reply.contentType = "application/x-ndjson"
        return reply
    }

    private static func isAtomic(_ query: Substring?) throws(Problem) -> Bool {
        try QueryParameters(query, names: ["atomic"]).value("atomic", "true or false") { Bool($0) } ?? false
    }
}
