import BlockingIO
import Messaging

extension ContractCase {
    /// What handlers see.
    static let subscriptions: [ContractCase] = [
        ContractCase("handlers get every message once, at most as many at a time as they may be") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let handling = Handling()
                let messages = Scene.messages(300)
                try await scene.broker.publish(messages, to: group.topic)
                let subscription = scene.subscription(to: group, parallelism: 4) { delivery in
                    handling.begin(delivery)
                    try await Task.sleep(for: .milliseconds(3))
                    handling.end(delivery)
                    return .ack
                }
                try await scene.running([subscription]) {
                    try await scene.eventually("\(handling.done.count) of 300 are handled") {
                        handling.done.count >= 300
                    }
                    try await scene.expectDone(group)
                }
                try Judge.once(handling.done, messages.ids)
                try expect(handling.mostAtOnce <= 4, "\(handling.mostAtOnce) handlers ran at once instead of 4")
                try expect(handling.mostAtOnce > 1, "Never more than one handler ran at once")
            }
        },
        ContractCase("handlers of batches get every message once, in the order of its key") { scene in
            let group = try await scene.group()
            let messages = Scene.messages(2000, keys: 20)
            try await scene.broker.publish(messages, to: group.topic)
            let log = Monitor<[String]>([])
            let subscription = MessageSubscription(
                to: group, on: scene.broker,
                settings: MessageSubscriptionSettings(
                    parallelism: 1...4, maximumBatch: 100, start: scene.anyStart),
                logger: Scene.logger(scene.subject.name),
                batchHandler: { deliveries in
                    log.withLock { $0 += deliveries.ids }
                    return deliveries.map { _ in .ack }
                })
            try await scene.running([subscription]) {
                try await scene.eventually("\(log.withLock { $0.count }) of 2000 are handled") {
                    log.withLock { $0.count } >= 2000
                }
                try await scene.expectDone(group)
            }
            try Judge.once(log.withLock { $0 }, messages.ids)
            try Judge.firstInOrder(log.withLock { $0 })
        },
        ContractCase("after the last attempt there is exactly one dead letter, with the reason") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let handling = Handling()
                try await scene.broker.publish(Scene.messages(6, keys: 2), to: group.topic)
                let subscription = scene.subscription(to: group, attempts: 3) { delivery in
                    handling.begin(delivery)
                    let isPoison = delivery.message.id == "key-0/1"
                    handling.end(delivery, isDone: !isPoison || delivery.attempt == 3)
                    if isPoison { throw ContractViolation("this account is unknown") }
                    return .ack
                }
                try await scene.running([subscription]) {
                    try await scene.expectDone(group, dead: 1)
                    try await Task.sleep(for: .milliseconds(300))
                }
                try expect(
                    handling.attempts(of: "key-0/1") == [1, 2, 3],
                    "The attempts were \(handling.attempts(of: "key-0/1"))")
                try Judge.once(handling.done, Scene.messages(6, keys: 2).ids, "What was done")
                try handling.expectOrder()
                let dead = try await scene.deadLetters(of: group, 1)
                try expect(dead[0].message.id == "key-0/1", "\(dead[0].message.id) is the dead letter")
                try expect(dead[0].attempts == 3, "The dead letter has \(dead[0].attempts) attempts")
                try expect(
                    dead[0].reason.contains("this account is unknown"), "The reason is \(dead[0].reason)")
                try expect(dead[0].group == group, "The group is \(dead[0].group)")
            }
        },
        ContractCase("handlers keep the order of a key through failures, and one key does not block another") { scene in
            let group = try await scene.group()
            let handling = Handling()
            let messages = Scene.messages(200, keys: 10)
            try await scene.broker.publish(messages, to: group.topic)
            let subscriptions = (0..<scene.members(2)).map { number in
                scene.subscription(to: group, parallelism: 3, consumer: ConsumerSettings(prefetch: 20)) { delivery in
                    handling.begin(delivery, number)
                    let index = Judge.parts(delivery.message.id).number
                    let fails = delivery.attempt <= 2 && index % 7 == 3 || delivery.attempt == 1 && index % 5 == 1
                    try await Task.sleep(for: .milliseconds(1))
                    handling.end(delivery, isDone: !fails, number)
                    if fails { throw ContractViolation("not yet") }
                    return .ack
                }
            }
            try await scene.running(subscriptions) {
                try await scene.eventually(
                    within: Patience.standard * 2, "\(handling.done.count) of 200 are handled"
                ) { handling.done.count >= 200 }
                try await scene.expectDone(group)
            }
            try Judge.once(handling.done, messages.ids)
            if scene.guarantees.order == .perKey { try handling.expectOrder() }
            let attempts = handling.attempts(of: "key-4/3")
            try expect(attempts == [1, 2, 3], "The attempts of a message that failed twice were \(attempts)")
        },
        ContractCase("a message that waits for its retry blocks its own key alone") { scene in
            let group = try await scene.group()
            let handling = Handling()
            let isOpen = Monitor(false)
            try await scene.broker.publish(Scene.messages(100, keys: 10), to: group.topic)
            let subscription = scene.subscription(to: group, attempts: 1000) { delivery in
                handling.begin(delivery)
                let fails = delivery.message.id == "key-3/2" && !isOpen.withLock { $0 }
                handling.end(delivery, isDone: !fails)
                return fails ? .retry(after: .milliseconds(300)) : .ack
            }
            try await scene.running([subscription]) {
                try await scene.eventually("the 92 others are handled: \(handling.done.count)") {
                    handling.done.count >= 92
                }
                try await Task.sleep(for: .milliseconds(400))
                let strange = handling.done.filter { $0.hasPrefix("key-3/") }
                try Judge.equal(strange, ["key-3/0", "key-3/1"], "What was handled of the blocked key")
                isOpen.withLock { $0 = true }
                try await scene.eventually("all are handled") { handling.done.count >= 100 }
                try await scene.expectDone(group)
            }
            try handling.expectOrder()
            try Judge.once(handling.done, Scene.messages(100, keys: 10).ids)
        },
        ContractCase("a slow handler keeps its message for as long as it takes") { scene in
            let group = try await scene.group()
            let handling = Handling()
            try await scene.broker.publish(Scene.messages(3, keys: 3), to: group.topic)
            let subscriptions = (0..<scene.members(2)).map { number in
                scene.subscription(to: group, consumer: ConsumerSettings(prefetch: 8, lease: .seconds(4))) { delivery in
                    handling.begin(delivery, number)
                    try await Task.sleep(for: .seconds(6))
                    handling.end(delivery, number)
                    return .ack
                }
            }
            try await scene.running(subscriptions) {
                try await scene.eventually("3 are handled") { handling.done.count >= 3 }
                try await scene.expectDone(group)
            }
            try Judge.once(handling.begun, Scene.messages(3, keys: 3).ids, "What slow handlers began")
        },
        ContractCase("a subscription that is asked to end finishes its handlers, and repeats nothing finished") {
            scene in
            let group = try await scene.group()
            let handling = Handling()
            let messages = Scene.messages(300, keys: 30)
            try await scene.broker.publish(messages, to: group.topic)
            func subscription() -> MessageSubscription {
                scene.subscription(to: group) { delivery in
                    handling.begin(delivery)
                    try await Task.sleep(for: .milliseconds(10))
                    handling.end(delivery)
                    return .ack
                }
            }
            for part in [20, 60, 120] {
                try await scene.running([subscription()]) {
                    try await scene.eventually("\(part) are handled") { handling.done.count >= part }
                }
                let steps = handling.steps
                try expect(
                    steps.count { $0.isDone == nil } == steps.count { $0.isDone == true },
                    "It ended while a handler was running")
            }
            try await scene.running([subscription()]) {
                try await scene.eventually("all are handled") { handling.done.count >= 300 }
                try await scene.expectDone(group)
            }
            try Judge.once(handling.done, messages.ids)
            try handling.expectOrder()
        },
        ContractCase("a burst is worked off while it is published, and nothing is lost or repeated") { scene in
            let group = try await scene.group()
            let handling = Handling()
            let subscription = scene.subscription(to: group) { delivery in
                handling.begin(delivery)
                handling.end(delivery)
                return .ack
            }
            try await scene.running([subscription]) {
                try await withThrowingTaskGroup { tasks in
                    for publisher in 0..<4 {
                        tasks.addTask {
                            for piece in 0..<5 {
                                var messages = Scene.messages(100, keys: 1, from: piece * 100)
                                for index in messages.indices {
                                    messages[index].key = "publisher-\(publisher)"
                                    messages[index].id = "publisher-\(publisher)/\(piece * 100 + index)"
                                }
                                try await scene.broker.publish(messages, to: group.topic)
                            }
                        }
                    }
                    try await tasks.waitForAll()
                }
                try await scene.eventually("\(handling.done.count) of 2000 are handled") { handling.done.count >= 2000 }
                try await scene.expectDone(group)
            }
            try Judge.once(handling.done, (0..<4).flatMap { key in (0..<500).map { "publisher-\(key)/\($0)" } })
            try handling.expectOrder()
        },
    ]
}
