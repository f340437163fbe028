import Foundation
import Logging
import Messaging
import MessagingEmbedded
import Testing

@Suite("Embedded queues on a full disk", .serialized)
struct FullDiskTests {
    /// A small disk in memory, where this user may mount one.
    private func disk(_ folder: TemporaryFolder) throws -> SmallDisk {
        guard let disk = SmallDisk(folder.path + "/disk", sizeMiB: 24) else {
            try Test.cancel("This user may not mount a small disk")
        }
        return disk
    }

    @Test(arguments: ["reserve_mib=6", "reserve_mib=0"])
    func `publishing ends with full, loses nothing, and goes on when there is room`(_ reserve: String) async throws {
        let folder = try TemporaryFolder()
        let disk = try disk(folder)
        defer { disk.unmount() }
        let url = "embedded:\(disk.path)/queues.sqlite?checkpoint_mib=1&\(reserve)"
        let broker = try EmbeddedBroker(BrokerURL(url), logger: Logger(label: "test"))
        let topic = try Topic("t")
        let group = try ConsumerGroup("g", of: topic)
        try await broker.declare(group, startingAt: .beginning)
        let body = [UInt8](repeating: 1, count: 10_000)
        var published: [String] = []

        func publishUntilFull() async throws {
            while published.count < 100_000 {
                let ids = (0..<16).map { "m\(published.count + $0)" }
                do throws(MessagingFault) {
                    try await broker.publish(ids.map { Message(id: $0, type: "", key: "k", body: body) }, to: topic)
                    published += ids
                } catch {
                    #expect(error.code == .full && error.isRetriable, "\(error)")
                    return
                }
            }
        }
        try await publishUntilFull()
        #expect(published.count > 300)
        #expect(try await broker.depth(of: group) == Depth(ready: published.count))

        // Now really nothing is left; what can be done is done, the rest says that the disk is full.
        try disk.fill()
        await #expect {
            try await broker.publish(
                [Message(id: "x", type: "", body: [UInt8](repeating: 2, count: 3 << 20))], to: topic)
        } throws: { ($0 as? MessagingFault)?.code == .full }
        disk.makeRoom()

        let consumer = try await broker.join(group, ConsumerSettings())
        var came: [String] = []
        while case let some = try await consumer.receive(atMost: 100, waiting: .zero), !some.isEmpty {
            came += some.ids
            do throws(MessagingFault) {
                _ = try await consumer.settle(some.settlements(.ack))
            } catch {
                Issue.record("\(reserve): \(error)")
                break
            }
        }
        #expect(came == published)
        #expect(try await broker.depth(of: group) == Depth(consumed: published.count))
        let before = published.count
        try await publishUntilFull()
        #expect(published.count > before + 300)
        await broker.close()
    }
}
