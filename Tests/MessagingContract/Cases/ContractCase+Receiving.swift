import Messaging
import BlockingIO

extension ContractCase {
    /// How deliveries are taken.
    static let receiving: [ContractCase] = [
        ContractCase("a receive that waits returns as soon as there is something") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await consumer.takeNothing()
            let start = ContinuousClock.now
            async let waiting = consumer.receive(atMost: 10, waiting: .seconds(60))
            try await Task.sleep(for: .milliseconds(300))
            try await scene.broker.publish(Scene.messages(1), to: group.topic)
            let came = try await waiting
            try expect(came.ids == ["none/0"], "Not the message came, but \(came.ids)")
            let time = ContinuousClock.now - start
            try expect(time < .seconds(20), "It came after \(time) of a receive that may wait for 60 s")
            try await consumer.settle(came)
        },
        ContractCase("a receive without messages ends when its time has passed") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            for time in [Duration.zero, .milliseconds(300)] {
                let start = ContinuousClock.now
                let came = try await consumer.receive(atMost: 1, waiting: time)
                try expect(came.isEmpty, "Something came: \(came.ids)")
                let took = ContinuousClock.now - start
                try expect(took < .seconds(20), "A receive that waits for \(time) took \(took)")
            }
        },
        ContractCase("never more than asked for, and never more unsettled than the prefetch") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 5))
                try await scene.broker.publish(Scene.messages(40), to: group.topic)
                let first = try await consumer.receive(atMost: 2, waiting: .seconds(30))
                try expect((1...2).contains(first.count), "\(first.count) deliveries came instead of at most 2")
                var held = try await first + consumer.take(5 - first.count)
                try await consumer.takeNothing()
                let done = Array(held.prefix(2))
                try await consumer.settle(done)
                held.removeFirst(2)
                held += try await consumer.take(2)
                try await consumer.takeNothing()
                let more = try await consumer.receive(atMost: 100, waiting: .milliseconds(200))
                try expect(more.isEmpty, "\(held.count + more.count) deliveries are unsettled, the prefetch is 5")
                try await consumer.settle(held)
                try Judge.once(
                    try await consumer.take(33, .ack).ids + done.ids + held.ids,
                    Scene.messages(40).ids)
            }
        },
        ContractCase("settling and publishing work while a receive waits") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(1), to: group.topic)
            let one = try await consumer.takeOne()
            let isOver = Monitor(false)
            async let waiting = {
                let came = try await consumer.receive(atMost: 1, waiting: .seconds(60))
                isOver.withLock { $0 = true }
                return came
            }()
            try await Task.sleep(for: .milliseconds(200))
            try await consumer.settle([one])
            try expect(!isOver.withLock { $0 }, "The receive ended before the settling did: it kept it from working")
            try await scene.broker.publish(Scene.messages(1, from: 1), to: group.topic)
            let came = try await waiting
            try Judge.equal(came.ids, ["none/1"])
            try await consumer.settle(came)
        },
        ContractCase("calls that wait block no thread of the cooperative pool") { scene in
            var consumers: [any MessageConsumer] = []
            for _ in 0..<4 {
                let group = try await scene.group()
                consumers.append(try await scene.broker.join(group, ConsumerSettings()))
            }
            let all = consumers
            let ticks = Monitor(0)
            try await withThrowingTaskGroup { tasks in
                for consumer in all {
                    tasks.addTask {
                        let came = try await consumer.receive(atMost: 1, waiting: .seconds(2))
                        try expect(came.isEmpty, "Something came: \(came.ids)")
                    }
                }
                tasks.addTask { @concurrent in
                    for _ in 0..<100 {
                        try await Task.sleep(for: .milliseconds(15))
                        ticks.withLock { $0 += 1 }
                    }
                }
                // The first to end is a receive after 2 s; by then another task has long been able to run.
                try await tasks.next()
                let count = ticks.withLock { $0 }
                try expect(count >= 20, "Another task ran \(count) times while calls waited for 2 s")
                try await tasks.waitForAll()
            }
        },
        ContractCase("what a member has unsettled goes back at once when it leaves") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let first = try await scene.broker.join(group, ConsumerSettings(lease: .seconds(600)))
                try await scene.broker.publish(Scene.messages(6, keys: 2), to: group.topic)
                let came = try await first.take(6)
                try await first.settle(Array(came.filter { $0.message.key == "key-0" }.prefix(2)))
                await first.leave()
                let second = try await scene.broker.join(group, ConsumerSettings())
                let again = try await second.take(4, within: scene.takeover(lease: .zero), .ack)
                try Judge.once(again.ids, ["key-0/2", "key-1/0", "key-1/1", "key-1/2"])
                try expect(
                    again.allSatisfy { (1...2).contains($0.attempt) }, "Attempts after leaving: \(again.map(\.attempt))"
                )
                try await second.takeNothing()
                await second.leave()
                try await scene.expectDone(group)
            }
        },
        ContractCase("a consumer that has left and a broker that was closed say so") { scene in
            let broker = try scene.open()
            let group = try await scene.group()
            let consumer = try await broker.join(group, ConsumerSettings())
            await consumer.leave()
            await consumer.leave()
            try await Judge.fault(.closed, "receiving after leaving") { () throws(MessagingFault) in
                _ = try await consumer.receive(atMost: 1, waiting: .milliseconds(100))
            }
            let open = try await broker.join(group, ConsumerSettings())
            await broker.close()
            try await Judge.fault(.closed, "publishing after closing") { () throws(MessagingFault) in
                try await broker.publish(Scene.messages(1), to: group.topic)
            }
            try await Judge.fault(.closed, "receiving after closing") { () throws(MessagingFault) in
                _ = try await open.receive(atMost: 1, waiting: .milliseconds(100))
            }
        },
    ]
}
