import Messaging
import MessagingTestSupport
import Testing

@Suite("Gathering publisher")
struct PublishingTests {
    @Test func `a message that the engine refuses fails nobody else's`() async throws {
        var guarantees = Guarantees()
        guarantees.maximumBodyBytes = 10
        let broker = MemoryBroker(guarantees)
        let queue = try ConsumerGroup(queue: "work")
        try await broker.declare(queue, startingAt: .end)
        let publisher = GatheringPublisher(to: queue.topic, on: broker)
        let refused = await withTaskGroup(of: String?.self, returning: [String].self) { tasks in
            for number in 0..<500 {
                tasks.addTask {
                    let size = number % 50 == 7 ? 11 : 10
                    let message = Message(id: "\(number)", type: "", body: [UInt8](repeating: 0, count: size))
                    do throws(MessagingFault) {
                        try await publisher.publish(message)
                        return nil
                    } catch {
                        return "\(number) \(error.code.rawValue)"
                    }
                }
            }
            return await tasks.reduce(into: []) { if let fault = $1 { $0.append(fault) } }
        }
        #expect(Set(refused) == Set(stride(from: 7, to: 500, by: 50).map { "\($0) too_large" }))
        let consumer = try await broker.join(queue, ConsumerSettings(prefetch: 1000))
        let came = try await consumer.receive(atMost: 1000, waiting: .zero).map(\.message.id)
        #expect(Set(came) == Set((0..<500).filter { $0 % 50 != 7 }.map(String.init)))
    }
}
