import BlockingIO
import Messaging

extension ContractCase {
    /// Engines that die and come back.
    static let engine: [ContractCase] = [
        ContractCase("what publish returned for outlives a kill -9 of the engine", .ownServer) { scene in
            try await scene.start()
            let group = try await scene.group()
            let queue = try await scene.queue()
            var confirmed: [ConsumerGroup: [String]] = [:]
            for round in 0..<3 {
                for group in [group, queue] {
                    let messages = Scene.messages(50, keys: 5, from: round * 10)
                    try await scene.publishStubbornly(messages, to: group.topic, through: scene.broker)
                    confirmed[group, default: []] += messages.ids
                }
                try await scene.server.kill()
                try await scene.server.restart()
            }
            for group in [group, queue] {
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                let came = try await consumer.takeStubbornly(confirmed[group] ?? [])
                try Judge.firstInOrder(came)
                try await scene.expectDone(group)
            }
        },
        ContractCase(
            "an engine that is killed while messages are published and handled loses none and keeps the order",
            .ownServer, limit: .seconds(240)
        ) { scene in
            try await scene.start()
            let group = try await scene.group()
            let handling = Handling()
            let publisher = try scene.open()
            let subscription = scene.subscription(
                to: group, consumer: ConsumerSettings(prefetch: 32, lease: .seconds(5))
            ) { delivery in
                handling.begin(delivery)
                try await Task.sleep(for: .milliseconds(1))
                handling.end(delivery)
                return .ack
            }
            let wanted = Scene.messages(2000, keys: 5)
            try await scene.running([subscription]) {
                async let kills: Void = {
                    for done in [150, 600] {
                        try await scene.eventually("\(done) are handled") { handling.done.count >= done }
                        try await scene.server.kill()
                        try await scene.server.restart()
                    }
                }()
                for piece in 0..<40 {
                    let messages = Array(wanted[(piece * 50)..<(piece * 50 + 50)])
                    try await scene.publishStubbornly(messages, to: group.topic, through: publisher)
                    try await Task.sleep(for: .milliseconds(30))
                }
                try await kills
                try await scene.eventually(
                    within: Patience.standard * 2, "all are handled: \(Set(handling.done).count) of 2000"
                ) { Set(handling.done).count >= 2000 }
                try await scene.expectDone(group)
            }
            try Judge.once(Array(Set(handling.done)), wanted.ids)
            if scene.guarantees.order == .perKey { try Judge.firstInOrder(handling.begun) }
            try await scene.expectDepthAfterwards(group)
        },
        ContractCase("retries that wait survive a restart of the engine, as declared", .ownServer) { scene in
            try await scene.start()
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(2), to: group.topic)
            let came = try await consumer.take(2)
            let delay = Duration.seconds(6)
            let start = ContinuousClock.now
            try await consumer.settle(came, .retry(after: delay))
            try await scene.server.kill()
            try await scene.server.restart()
            var again: [Delivery] = []
            let end = start + delay + scene.lateness + .seconds(60)
            while again.count < 2 {
                try expect(ContinuousClock.now < end, "Only \(again.count) of 2 retries came after the restart")
                do throws(MessagingFault) {
                    again += try await consumer.receive(atMost: 2, waiting: .seconds(1))
                } catch {
                    guard error.isRetriable else { throw error }
                }
                if scene.guarantees.retriesSurviveRestart, !again.isEmpty {
                    let early = start + delay - ContinuousClock.now
                    try expect(early < .milliseconds(2), "After the restart a retry came \(early) early")
                    try expect(again.allSatisfy { $0.attempt == 2 }, "The attempts are \(again.map(\.attempt))")
                }
            }
            try Judge.once(again.ids, came.ids)
        },
        ContractCase("an orderly restart of the engine repeats nothing settled and keeps dead letters", .ownServer) {
            scene in
            try await scene.start()
            for group in [try await scene.group(), try await scene.queue()] {
                let consumer = try await scene.broker.join(group, ConsumerSettings(lease: .seconds(5)))
                try await scene.broker.publish(Scene.messages(12, keys: 4), to: group.topic)
                let came = try await consumer.take(12)
                let key = came.filter { $0.message.key == "key-1" }
                try await consumer.settle(came.filter { $0.message.key == "key-0" })
                try await consumer.settle([key[0]], .deadLetter(reason: "before the restart"))
                try await scene.server.stop()
                try await scene.server.restart()
                let wanted = came.filter { $0.message.key != "key-0" && $0.message.id != key[0].message.id }.ids
                let again = try await consumer.takeStubbornly(wanted)
                try Judge.once(Array(Set(again)), wanted, "The deliveries after the restart")
                let dead = try await scene.deadLetters(of: group, 1)
                try expect(
                    dead[0].message.id == key[0].message.id && dead[0].reason == "before the restart",
                    "The dead letter is \(dead[0].message.id) because of \(dead[0].reason)")
                await consumer.leave()
                try await scene.expectDone(group, dead: 1)
            }
        },
        ContractCase("calls wait for an engine that is away, within their deadline", .ownServer) { scene in
            try await scene.start()
            let group = try await scene.group()
            let patient = try scene.open(["timeout": "60s"])
            let hasty = try scene.open(["timeout": "2s"])
            try await patient.publish(Scene.messages(1), to: group.topic)
            try await hasty.connect()
            try await scene.server.kill()
            let fault = try await scene.call(within: .seconds(2), "Publishing without an engine") {
                () throws(MessagingFault) in
                try await hasty.publish(Scene.messages(1, from: 90), to: group.topic)
            }
            try expect(fault != nil, "Publishing without an engine succeeded")
            async let publishing: Void = patient.publish(Scene.messages(1, from: 1), to: group.topic)
            try await Task.sleep(for: .seconds(1))
            try await scene.server.restart()
            do {
                try await publishing
            } catch {
                throw ContractViolation("Publishing did not wait for the engine, though it had 60 s: \(error)")
            }
            let consumer = try await patient.join(group, ConsumerSettings())
            _ = try await consumer.takeStubbornly(["none/0", "none/1"])
        },
        ContractCase("what gathers while a consumer is cut off comes in order afterwards", .ownServer) { scene in
            try await scene.start()
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings(lease: .seconds(10)))
            try await scene.broker.publish(Scene.messages(10, keys: 5), to: group.topic)
            _ = try await consumer.take(10, .ack)
            try await scene.server.kill()
            try await scene.server.restart()
            let publisher = try scene.open()
            let messages = Scene.messages(5000, keys: 5, from: 2)
            try await scene.publishStubbornly(messages, to: group.topic, through: publisher)
            let came = try await consumer.takeStubbornly(messages.ids)
            try Judge.firstInOrder(Scene.messages(10, keys: 5).ids + came)
            try await scene.expectDone(group)
        },
    ]
}

extension Scene {
    /// The depth is right after everything was handled: nothing is left, and what comes next is counted.
    func expectDepthAfterwards(_ group: ConsumerGroup) async throws {
        try await publishStubbornly(Scene.messages(3, from: 1_000_000), to: group.topic, through: broker)
        var depth = Depth()
        try await eventually("3 are ready afterwards: \(depth)") {
            depth = try await broker.depth(of: group)
            return depth.ready == 3 && depth.depth == 3
        }
    }
}
