import Messaging

extension ContractCase {
    /// What comes again.
    static let retries: [ContractCase] = [
        ContractCase("attempts are counted exactly from one retry to the next") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let first = try await scene.broker.join(group, ConsumerSettings())
                let second = try await scene.broker.join(group, ConsumerSettings())
                try await scene.broker.publish(Scene.messages(3), to: group.topic)
                var attempts: [String: [Int]] = [:]
                try await scene.eventually(within: Patience.standard, "15 attempts come, so far \(attempts)") {
                    for consumer in [first, second] {
                        let some = try await consumer.receive(atMost: 3, waiting: .milliseconds(50))
                        for delivery in some {
                            attempts[delivery.message.id, default: []].append(delivery.attempt)
                            try await consumer.settle(
                                [delivery], delivery.attempt < 5 ? .retry(after: .milliseconds(20)) : .ack)
                        }
                    }
                    return attempts.values.reduce(0) { $0 + $1.count } >= 15
                }
                try expect(
                    attempts.values.allSatisfy { $0 == [1, 2, 3, 4, 5] },
                    "The attempts of a \(group.topic.kind): \(attempts)")
                try await scene.expectDone(group)
            }
        },
        ContractCase("a retry is never early, and late by no more than declared") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let delays: [Duration] = [.milliseconds(200), .milliseconds(1100), .milliseconds(2500), .seconds(4)]
            try await scene.broker.publish(Scene.messages(delays.count), to: group.topic)
            var due: [String: ContinuousClock.Instant] = [:]
            for (delivery, delay) in zip(try await consumer.take(delays.count), delays) {
                due[delivery.message.id] = ContinuousClock.now + delay
                try await consumer.settle([delivery], .retry(after: delay))
            }
            for _ in delays {
                let one = try await consumer.takeOne()
                let late = ContinuousClock.now - (due[one.message.id] ?? .now)
                // Engines count whole milliseconds.
                try expect(late > .milliseconds(-2), "A retry came \(late * -1) early")
                try expect(
                    late < scene.lateness, "A retry came \(late) late, the driver says \(scene.guarantees.retryLateBy)")
                try expect(one.attempt == 2, "The retry is attempt \(one.attempt)")
                try await consumer.settle([one])
            }
            try await scene.expectDone(group)
        },
        ContractCase("a short delay is not blocked by an earlier long one") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(6), to: group.topic)
            let came = try await consumer.take(6)
            try await consumer.settle(Array(came[..<3]), .retry(after: .seconds(90)))
            for (index, delivery) in came[3...].enumerated() {
                try await consumer.settle([delivery], .retry(after: .milliseconds(900 - 300 * index)))
            }
            let again = try await consumer.take(3, within: scene.lateness + .seconds(1))
            try Judge.once(again.ids, Array(came.ids[3...]))
            try await scene.expectDepth(of: group, Depth(inFlight: 3, delayed: 3))
            try await consumer.settle(again)
        },
        ContractCase("a retried message of a key keeps the later ones back, and no other key") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 3))
            try await scene.broker.publish(Scene.messages(3, keys: 1), to: group.topic)
            var others = Scene.messages(40)
            for index in others.indices { others[index].key = "other-\(index)" }
            let came = try await consumer.take(3)
            try Judge.equal(came.ids, ["key-0/0", "key-0/1", "key-0/2"])
            try await scene.broker.publish(others, to: group.topic)
            let delay = Duration.seconds(2)
            let start = ContinuousClock.now
            guard scene.guarantees.keyedRetry == .engine else {
                // The engine cannot: the member keeps them, and takes the others meanwhile.
                try await consumer.settle(Array(came.dropFirst()))
                let rest = try await consumer.take(40, .ack)
                try Judge.once(rest.ids, others.ids)
                try await consumer.settle([came[0]], .retry(after: .milliseconds(100)))
                let again = try await consumer.takeOne()
                try expect(again.message.id == "key-0/0" && again.attempt == 2, "\(again.message.id) came again")
                return try await consumer.settle([again])
            }
            let lost = try await consumer.settle(
                [Settlement(came[0].receipt, .retry(after: delay))]
                    + came.dropFirst().map { Settlement($0.receipt, .release) })
            try expect(lost.isEmpty, "\(lost.count) leases were lost")
            let rest = try await consumer.take(40, .ack)
            try expect(
                rest.allSatisfy { $0.message.key != "key-0" } || ContinuousClock.now - start >= delay,
                "A message of the key came before its retry: \(rest.ids)")
            let again = try await consumer.take(3, .ack)
            let key = (rest + again).filter { $0.message.key == "key-0" }
            try Judge.equal(key.ids, came.ids, "The key after its retry")
            try Judge.equal(key.map { "\($0.attempt)" }, ["2", "1", "1"], "The attempts")
            try await scene.expectDone(group)
        },
    ]
}
