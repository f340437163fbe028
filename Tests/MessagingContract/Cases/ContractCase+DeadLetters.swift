import Messaging

extension ContractCase {
    /// What a group gives up.
    static let deadLetters: [ContractCase] = [
        ContractCase("a dead letter has the message, the reason, the group and the attempts, once") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                var message = Scene.messages(1, keys: 1)[0]
                message.headers = ["trace": "a\r\nb\u{0}c", "unicode": "支払い"]
                message.contentType = "text/plain"
                message.subject = "a subject"
                message.body = Array(0...255)
                try await scene.broker.publish([message] + Scene.messages(1, keys: 1, from: 1), to: group.topic)
                if scene.guarantees.keyedRetry == .engine {
                    let came = try await consumer.take(2)
                    let lost = try await consumer.settle([
                        Settlement(came[0].receipt, .retry(after: .zero)), Settlement(came[1].receipt, .release),
                    ])
                    try expect(lost.isEmpty, "\(lost.count) leases were lost")
                }
                let attempts = scene.guarantees.keyedRetry == .engine ? 2 : 1
                let came = try await consumer.take(2)
                try expect(came[0].attempt == attempts, "Attempt \(came[0].attempt) instead of \(attempts)")
                let reason = "cannot: “no account” \u{1F4A5}\r\n" + String(repeating: "x", count: 500)
                try await consumer.settle([came[0]], .deadLetter(reason: reason))
                try await consumer.settle([came[1]])
                try await consumer.takeNothing()

                let dead = try await scene.deadLetters(of: group, 1)
                try Judge.same(dead[0].message, message, "dead letter of a \(group.topic.kind)")
                try expect(dead[0].reason == reason, "The reason is \(dead[0].reason.debugDescription)")
                try expect(dead[0].group == group, "The group is \(dead[0].group)")
                try expect(dead[0].attempts == attempts, "The attempts are \(dead[0].attempts), not \(attempts)")
                try expect(!dead[0].id.isEmpty, "The dead letter has no id")
                try await scene.expectDepth(of: group, Depth(dead: 1, consumed: 1))
            }
        },
        ContractCase("dead letters are listed from the oldest, page by page, and stay") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(25), to: group.topic)
            for delivery in try await consumer.take(25) {
                try await consumer.settle([delivery], .deadLetter(reason: "for \(delivery.message.id)"))
            }
            _ = try await scene.deadLetters(of: group, 25)
            for _ in 0..<2 {
                var pages: [DeadLetter] = []
                while true {
                    let page = try await scene.broker.deadLetters(of: group, after: pages.last?.id, limit: 10)
                    try expect(page.count <= 10, "A page of 10 has \(page.count)")
                    if page.isEmpty { break }
                    pages += page
                    try expect(pages.count <= 25, "The pages do not end")
                }
                try Judge.once(pages.map(\.message.id), Scene.messages(25).ids, "The pages")
                try expect(
                    pages.allSatisfy { $0.reason == "for \($0.message.id)" }, "Reasons and messages are mixed up")
                try expect(Set(pages.map(\.id)).count == 25, "The ids of dead letters are not unique")
            }
        },
        ContractCase("a redriven message comes again to its group alone, with attempt 1") { scene in
            let topic = try scene.topic()
            for group in [try await scene.group(of: topic), try await scene.queue()] {
                let other = group.topic.kind == .topic ? try await scene.group(of: topic) : nil
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                let messages = Scene.messages(5, keys: 5)
                try await scene.broker.publish(messages, to: group.topic)
                for delivery in try await consumer.take(5) {
                    try await consumer.settle([delivery], .deadLetter(reason: "no"))
                }
                let dead = try await scene.deadLetters(of: group, 5)
                let chosen = [dead[1], dead[3]]
                let some = try await scene.broker.redrive(chosen.map(\.id), of: group)
                try expect(some == 2, "\(some) were redriven instead of 2")
                let came = try await consumer.take(2, .ack)
                try Judge.once(came.ids, chosen.map(\.message.id))
                try expect(came.allSatisfy { $0.attempt == 1 }, "The attempts are \(came.map(\.attempt))")
                for delivery in came {
                    guard let message = messages.first(where: { $0.id == delivery.message.id }) else { continue }
                    try Judge.same(delivery.message, message, "redriven")
                }
                let rest = try await scene.broker.redrive(nil, of: group)
                try expect(rest == 3, "\(rest) were redriven instead of the 3 that were left")
                try Judge.once(
                    try await consumer.take(3, .ack).ids, messages.ids.filter { !came.ids.contains($0) })
                try await consumer.takeNothing()
                let none = try await scene.broker.redrive(nil, of: group)
                try expect(none == 0, "\(none) were redriven though none was left")
                try await scene.expectDone(group)
                guard let other else { continue }
                let untouched = try await scene.broker.join(other, ConsumerSettings())
                try Judge.once(try await untouched.take(5, .ack).ids, messages.ids)
                try await untouched.takeNothing()
            }
        },
        ContractCase("a poison message in one group does not touch another") { scene in
            let topic = try scene.topic()
            let (ill, well) = (try await scene.group(of: topic), try await scene.group(of: topic))
            let first = try await scene.broker.join(ill, ConsumerSettings())
            let second = try await scene.broker.join(well, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(10), to: topic)
            for delivery in try await first.take(10) {
                let isPoison = delivery.message.id == "none/4"
                try await first.settle([delivery], isPoison ? .deadLetter(reason: "poison") : .ack)
            }
            let came = try await second.take(10, .ack)
            try Judge.once(came.ids, Scene.messages(10).ids)
            try expect(came.allSatisfy { $0.attempt == 1 }, "The other group's attempts are \(came.map(\.attempt))")
            try await second.takeNothing()
            _ = try await scene.deadLetters(of: ill, 1)
            _ = try await scene.deadLetters(of: well, 0)
        },
        ContractCase("purging throws away what waits, or the dead letters, and nothing else") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 3))
                try await scene.broker.publish(Scene.messages(20), to: group.topic)
                let came = try await consumer.take(3)
                try await consumer.settle([came[0]], .deadLetter(reason: "no"))
                try await consumer.settle([came[1]], .retry(after: .seconds(90)))
                let count = try await scene.broker.purge(.waiting, of: group)
                try expect(count == 18, "\(count) were thrown away instead of 18 that waited in a \(group.topic.kind)")
                try await consumer.takeNothing()
                try await consumer.settle([came[2]])
                _ = try await scene.deadLetters(of: group, 1)
                let dead = try await scene.broker.purge(.deadLetters, of: group)
                try expect(dead == 1, "\(dead) dead letters were thrown away instead of 1")
                _ = try await scene.deadLetters(of: group, 0)
                try await scene.expectDone(group)
                try await scene.broker.publish(Scene.messages(1, from: 100), to: group.topic)
                try Judge.equal(try await consumer.take(1, .ack).ids, ["none/100"])
            }
        },
    ]
}

extension Scene {
    /// The dead letters of a group, which have to be so many: at once, or soon where the engine moves them behind our back.
    func deadLetters(of group: ConsumerGroup, _ count: Int) async throws -> [DeadLetter] {
        var dead: [DeadLetter] = []
        try await eventually("\(dead.count) dead letters instead of \(count)") {
            dead = try await broker.deadLetters(of: group, after: nil, limit: count + 10)
            return dead.count >= count
        }
        try expect(dead.count == count, "\(dead.count) dead letters instead of \(count)")
        return dead
    }
}
