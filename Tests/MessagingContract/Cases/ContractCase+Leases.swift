import Messaging

extension ContractCase {
    /// For how long a delivery belongs to its member.
    static let leases: [ContractCase] = [
        ContractCase("a lease that ends gives the message to another, and the late acknowledgement harms nothing") {
            scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let lease = Duration.seconds(1)
                let slow = try await scene.broker.join(group, ConsumerSettings(prefetch: 1, lease: lease))
                try await scene.broker.publish(Scene.messages(2, keys: 1), to: group.topic)
                let late = try await slow.takeOne()
                let other = try await scene.broker.join(group, ConsumerSettings(prefetch: 2, lease: .seconds(60)))
                guard scene.guarantees.lease == .timed else {
                    // It lasts as long as the connection does.
                    try await Task.sleep(for: lease * 2)
                    if scene.order(of: group) == .perKey { try await other.takeNothing(for: .seconds(1)) }
                    try await slow.settle([late])
                    continue
                }
                let again = try await other.take(1, within: scene.takeover(lease: lease))
                try expect(again[0].message.id == "key-0/0", "\(again[0].message.id) came after the lease had ended")
                let attempt = scene.attempt(afterCrashIn: 1)
                try expect(again[0].attempt == attempt, "It came with attempt \(again[0].attempt), not \(attempt)")
                for disposition in [Disposition.ack, .retry(after: .zero), .deadLetter(reason: "late")] {
                    let lost = try await slow.settle([Settlement(late.receipt, disposition)])
                    try expect(lost == [late.receipt], "Settling with a lost lease says that \(lost.count) are lost")
                }
                let renewed = try await slow.renew([late.receipt])
                try expect(renewed == [late.receipt], "Renewing a lost lease says that \(renewed.count) are lost")
                let held = try await other.renew([again[0].receipt])
                try expect(held.isEmpty, "The late settling took the lease of the member that has the message now")
                await slow.leave()
                try await other.settle(again)
                try Judge.equal(try await other.take(1, .ack).ids, ["key-0/1"])
                try await other.takeNothing()
                try await scene.expectDone(group)
            }
        },
        ContractCase("a lease that is renewed lasts") { scene in
            let group = try await scene.group()
            let lease = Duration.seconds(4)
            let settings = ConsumerSettings(prefetch: 3, lease: lease)
            var slow = try await scene.broker.join(group, settings)
            var other = try await scene.broker.join(group, settings)
            try await scene.broker.publish(Scene.messages(1), to: group.topic)
            // Whoever gets it is the one that renews.
            var came = try await slow.receive(atMost: 1, waiting: .seconds(2))
            while came.isEmpty {
                swap(&slow, &other)
                came = try await slow.receive(atMost: 1, waiting: .milliseconds(500))
            }
            let end = ContinuousClock.now + lease * 1.5
            while ContinuousClock.now < end {
                let lost = try await slow.renew(came.map(\.receipt))
                try expect(lost.isEmpty, "A lease of 4 s was lost though it was renewed every 250 ms")
                try await other.takeNothing(for: .milliseconds(250))
            }
            try await slow.settle(came)
            try await scene.expectDone(group)
        },
    ]
}

extension Scene {
    /// How far a group's keys stay in order.
    /// - Parameter group: of a topic or of a queue
    /// - Returns: what the driver declares
    func order(of group: ConsumerGroup) -> Guarantees.Order {
        group.topic.kind == .queue ? guarantees.queueOrder : guarantees.order
    }
}
