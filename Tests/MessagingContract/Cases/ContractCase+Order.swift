import BlockingIO
import Messaging

extension ContractCase {
    /// The order of a key.
    static let order: [ContractCase] = [
        ContractCase("one member gets every key in order") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let messages = Scene.messages(1000, keys: 10)
                for piece in 0..<10 {
                    try await scene.broker.publish(
                        Array(messages[(piece * 100)..<(piece * 100 + 100)]), to: group.topic)
                }
                let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 50))
                let came = try await consumer.take(1000, .ack)
                try Judge.once(came.ids, messages.ids)
                for key in 0..<10 {
                    try Judge.equal(
                        came.filter { $0.message.key == "key-\(key)" }.ids, (0..<100).map { "key-\(key)/\($0)" },
                        "The deliveries of a key of a \(group.topic.kind)")
                }
                try await scene.expectDone(group)
            }
        },
        ContractCase("no member gets a message of a key while another has an earlier one") { scene in
            let group = try await scene.group()
            guard scene.guarantees.order == .perKey else { return }
            let messages = Scene.messages(400, keys: 8)
            var members: [any MessageConsumer] = []
            for _ in 0..<scene.members(3) {
                members.append(try await scene.broker.join(group, ConsumerSettings(prefetch: 7)))
            }
            try await scene.broker.publish(messages, to: group.topic)
            var held: [String: (member: Int, deliveries: [Delivery])] = [:]
            var next: [String: Int] = [:]
            var count = 0
            var turn = 0
            try await scene.eventually(within: Patience.standard * 2, "400 messages come, \(count) so far") {
                for (number, member) in members.enumerated() {
                    for delivery in try await member.receive(atMost: 3, waiting: .milliseconds(10)) {
                        let key = delivery.message.key ?? ""
                        let id = delivery.message.id
                        try expect(
                            held[key].map { $0.member == number } ?? true,
                            "Member \(number) got \(id) while another one has \(held[key]?.deliveries.ids ?? [])")
                        try expect(
                            id == "\(key)/\(next[key, default: 0])", "\(id) came instead of number \(next[key] ?? 0)")
                        next[key, default: 0] += 1
                        held[key, default: (number, [])].deliveries.append(delivery)
                        count += 1
                    }
                }
                turn += 1
                // Now and then one of the keys is settled, never all.
                for (key, holding) in held where (key.hashValue &+ turn) % 3 == 0 || count == 400 {
                    try await members[holding.member].settle(holding.deliveries)
                    held[key] = nil
                }
                return count == 400 && held.isEmpty
            }
            try await scene.expectDone(group)
        },
        ContractCase("keys stay in order while members join and leave", limit: .seconds(300)) { scene in
            let group = try await scene.group()
            let messages = Scene.messages(600, keys: 6)
            let log = Monitor<[(member: Int, id: String)]>([])
            try await scene.broker.publish(Array(messages[..<300]), to: group.topic)
            let isDone = Monitor(false)
            // tansu, which stands in for Kafka, waits for ever for a group's leader that leaves in the middle of a rebalance (seen in its
            // answers: the LeaderId of a member whose LeaveGroup it has confirmed): there no two come and go at the same time.
            let count = scene.subject.name == "Kafka" ? 2 : 3
            try await withThrowingTaskGroup { tasks in
                for number in 0..<scene.members(count) {
                    tasks.addTask {
                        // The first one stays, the others come and go: so often that an engine that shares the work out anew with every
                        // one of them still gets to working.
                        var life = 0
                        while !isDone.withLock({ $0 }), number == 0 || life < 2 {
                            let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 8))
                            let calls = number == 0 ? Int.max : 8 + 3 * number + life
                            for _ in 0..<calls {
                                if isDone.withLock({ $0 }) { break }
                                let came = try await consumer.receive(atMost: 4, waiting: .milliseconds(100))
                                log.withLock { log in log += came.map { (number, $0.message.id) } }
                                // Some are left unsettled, and go back when the member leaves.
                                try await consumer.settle(Array(came.prefix(life % 2 == 0 ? 4 : 3)))
                                if came.count == 4, life % 2 == 1, number > 0 { break }
                            }
                            await consumer.leave()
                            life += 1
                        }
                    }
                }
                tasks.addTask {
                    defer { isDone.withLock { $0 = true } }
                    try await scene.broker.publish(Array(messages[300...]), to: group.topic)
                    try await scene.eventually(within: .seconds(240), "everything is handled") {
                        let depth = try await scene.broker.depth(of: group)
                        return depth.waiting == 0 && Set(log.withLock { $0 }.map(\.id)).count == 600
                    }
                }
                try await tasks.waitForAll()
            }
            let came = log.withLock { $0 }
            try Judge.once(Array(Set(came.map(\.id))), messages.ids)
            if scene.guarantees.order == .perKey {
                try Judge.firstInOrder(came.map(\.id))
            }
        },
    ]
}
