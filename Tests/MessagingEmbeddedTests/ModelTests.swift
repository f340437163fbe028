import Messaging
import MessagingEmbedded
import Testing

@Suite("Embedded queues beside a model")
struct ModelTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `whatever members do, the file says what the model says`(_ seed: UInt64) async throws {
        var run = try await ModelRun(seed: seed)
        for step in 0..<250 {
            let wrong = try await run.step()
            #expect(wrong == nil, "seed \(seed), step \(step)")
            let depth = try await run.broker.depth(of: run.bench.group)
            #expect(depth == run.model.depth, "seed \(seed), step \(step)")
            if wrong != nil || depth != run.model.depth { break }
        }
        await run.broker.close()
    }
}
