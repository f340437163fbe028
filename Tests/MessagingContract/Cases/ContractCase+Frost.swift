import BlockingIO
import Messaging

extension ContractCase {
    /// Engines that freeze.
    static let frost: [ContractCase] = [
        ContractCase(
            "a frozen engine fails calls within their deadline, and works again when it thaws", .ownServer,
            limit: .seconds(300)
        ) { scene in
            try await scene.start()
            let broker = try scene.open(["timeout": "3s"])
            let group = try await scene.group()
            let consumer = try await broker.join(group, ConsumerSettings(prefetch: 4, lease: .seconds(4)))
            let early = Scene.messages(10, keys: 2)
            try await broker.publish(early, to: group.topic)
            let held = try await consumer.take(2)

            try await scene.server.freeze()
            let thaw = ContinuousClock.now + Scene.frost
            let late = Scene.messages(10, keys: 2, from: 5)
            try await withThrowingTaskGroup { tasks in
                tasks.addTask {
                    let fault = try await scene.call(within: .seconds(3), "Publishing to a frozen engine") {
                        () throws(MessagingFault) in
                        try await broker.publish(late, to: group.topic)
                    }
                    try expect(fault != nil, "A frozen engine confirmed messages")
                }
                tasks.addTask {
                    let fault = try await scene.call(within: .seconds(3), "Asking a frozen engine for a depth") {
                        () throws(MessagingFault) in
                        _ = try await broker.depth(of: group)
                    }
                    try expect(fault != nil, "A frozen engine counted its messages")
                }
                tasks.addTask {
                    try await scene.call(within: .seconds(3), "Settling at a frozen engine") {
                        () throws(MessagingFault) in
                        _ = try await consumer.settle(held.map { Settlement($0.receipt, .ack) })
                    }
                    try await scene.call(within: .seconds(4), "Receiving from a frozen engine") {
                        () throws(MessagingFault) in
                        _ = try await consumer.receive(atMost: 10, waiting: .seconds(1))
                    }
                }
                tasks.addTask {
                    let other = try scene.open(["timeout": "3s"])
                    let fault = try await scene.call(within: .seconds(3), "Connecting to a frozen engine") {
                        () throws(MessagingFault) in
                        try await other.connect()
                    }
                    try expect(fault != nil, "A frozen engine accepted a connection")
                }
                try await tasks.waitForAll()
            }
            try await Task.sleep(until: thaw, clock: .continuous)
            try await scene.server.thaw()

            try await scene.publishStubbornly(late, to: group.topic, through: broker)
            let came = try await consumer.takeStubbornly(
                (early + late).ids.filter { !held.ids.contains($0) }, within: Patience.standard * 2)
            try Judge.firstInOrder(held.ids + came)
            // What was held may have been settled or not; nothing is left in the end.
            try await scene.drain(group, with: consumer)
            try await scene.expectDepthAfterwards(group)
        },
        ContractCase("publishing waits for an engine that cannot follow, and drops nothing", .ownServer) { scene in
            try await scene.start()
            let broker = try scene.open(["timeout": "60s"])
            let group = try await scene.group()
            try await broker.publish(Scene.messages(1, keys: 1), to: group.topic)
            try await scene.server.freeze()
            let isOver = Monitor(false)
            async let publishing: Void = {
                // More than the buffers of a socket hold.
                for piece in 0..<10 {
                    try await broker.publish(
                        Scene.messages(100, keys: 1, from: 1 + piece * 100, size: 20_000), to: group.topic)
                }
                isOver.withLock { $0 = true }
            }()
            try await Task.sleep(for: .seconds(2))
            try expect(!isOver.withLock { $0 }, "A frozen engine confirmed 20 MB of messages")
            try await scene.server.thaw()
            do {
                try await publishing
            } catch {
                throw ContractViolation("Publishing did not wait 2 s for the engine, though it had 60 s: \(error)")
            }
            let consumer = try await broker.join(group, ConsumerSettings(prefetch: 100))
            let came = try await consumer.take(1001, within: Patience.standard * 2, .ack)
            try Judge.equal(came.ids, Scene.messages(1001, keys: 1).ids)
        },
    ]
}

extension Scene {
    /// Takes and acknowledges until a group has nothing left.
    func drain(_ group: ConsumerGroup, with consumer: any MessageConsumer) async throws {
        var depth = Depth()
        try await eventually("nothing waits: \(depth)") {
            do throws(MessagingFault) {
                let some = try await consumer.receive(atMost: 100, waiting: .milliseconds(200))
                _ = try await consumer.settle(some.map { Settlement($0.receipt, .ack) })
                depth = try await broker.depth(of: group)
            } catch {
                guard error.isRetriable else { throw error }
                return false
            }
            return depth.waiting == 0
        }
    }
}
