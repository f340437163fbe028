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
        let batch = try Batch(
            reading: exchange.body.readableBytesUInt8Span, maximumLines: settings.maximumBatchLines,
            makePaymentID: engine.makePaymentID)
        let mayRun = !batch.envelopes.isEmpty && !(isAtomic && batch.hasProblems)
        let results: [Result<Answer, Rejection>]
        if mayRun {
            do throws(EngineFault) {
                results = try await engine.submit(batch: batch.envelopes, atomic: isAtomic)
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
        switch query {
        case nil, "", "atomic=false": false
        case "atomic=true": true
        default: throw Problem(.parameterInvalid, field: "atomic")
        }
    }
}
