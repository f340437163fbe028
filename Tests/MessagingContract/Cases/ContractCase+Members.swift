import Messaging

extension ContractCase {
    /// Processes that are killed.
    static let members: [ContractCase] = [
        ContractCase("what a killed consumer had comes again, all of it, counted as declared", .members) { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let messages = Scene.messages(20, keys: 4)
                try await scene.broker.publish(messages, to: group.topic)
                let holder = try await scene.member(.hold(count: 8), group)
                try await holder.wait { $0.count { $0.isReceived } == 8 }
                let held = holder.received
                try expect(held.values.allSatisfy { $0 == 1 }, "The holder's attempts are \(held)")
                try await scene.expectDepth(of: group, Depth(ready: 12, inFlight: 8), isQuiet: false)
                try await holder.kill()
                let consumer = try await scene.broker.join(group, ConsumerSettings())
                let came = try await consumer.take(20, within: scene.takeover(lease: Member.holdingLease), .ack)
                try Judge.once(came.ids, messages.ids, "The deliveries of a \(group.topic.kind) after the crash")
                for delivery in came {
                    let wanted = held[delivery.message.id].map { scene.attempt(afterCrashIn: $0) } ?? 1
                    try expect(
                        delivery.attempt == wanted,
                        "\(delivery.message.id) came with attempt \(delivery.attempt), not \(wanted)")
                }
                if scene.order(of: group) == .perKey { try Judge.firstInOrder(came.ids) }
                try await consumer.takeNothing()
                try await scene.expectDepth(of: group, Depth(consumed: 20), isQuiet: false)
            }
        },
        ContractCase("attempts are exact over retries and crashes", .members) { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(1), to: group.topic)
            try await consumer.settle([try await consumer.takeOne()], .retry(after: .milliseconds(100)))
            try await consumer.settle([try await consumer.takeOne()], .retry(after: .seconds(2)))
            await consumer.leave()
            let holder = try await scene.member(.hold(count: 1), group)
            try await holder.wait { $0.contains(.received(id: "none/0", attempt: 3)) }
            try await holder.kill()
            let wanted = scene.attempt(afterCrashIn: 3)
            let last = try await scene.broker.join(group, ConsumerSettings())
            let came = try await last.take(1, within: scene.takeover(lease: Member.holdingLease))
            try expect(came[0].attempt == wanted, "Attempt \(came[0].attempt) after the crash, not \(wanted)")
            try await last.settle(came, .deadLetter(reason: "enough"))
            let dead = try await scene.deadLetters(of: group, 1)
            try expect(dead[0].attempts == wanted, "The dead letter has \(dead[0].attempts) attempts, not \(wanted)")
        },
        ContractCase("a message whose consumers die again and again is given up without another handler", .members) {
            scene in
            let group = try await scene.group()
            try await scene.broker.publish(Scene.messages(1, keys: 1), to: group.topic)
            for crash in 1...2 {
                let holder = try await scene.member(.hold(count: 1), group)
                try await holder.wait { $0.contains(where: \.isReceived) }
                let attempts = holder.received
                let wanted = scene.guarantees.crashCount == .counted ? crash : 1
                try expect(attempts == ["key-0/0": wanted], "The holder got \(attempts), not attempt \(wanted)")
                try await holder.kill()
            }
            let handling = Handling()
            let subscription = scene.subscription(to: group, attempts: 2) { delivery in
                handling.begin(delivery)
                handling.end(delivery)
                return .ack
            }
            try await scene.running([subscription]) {
                guard scene.guarantees.crashCount == .counted else {
                    return try await scene.eventually("it is handled") { handling.done == ["key-0/0"] }
                }
                try await scene.expectDone(group, dead: 1)
                try expect(handling.begun.isEmpty, "It came to a handler after two crashes, with 2 attempts allowed")
                let dead = try await scene.deadLetters(of: group, 1)
                try expect(dead[0].message.id == "key-0/0", "\(dead[0].message.id) is the dead letter")
                try expect(!dead[0].reason.isEmpty, "The dead letter has no reason")
            }
        },
        ContractCase("handlers in processes that fail and are killed keep the order, and lose nothing", .members) {
            scene in
            let group = try await scene.group()
            let messages = Scene.messages(600, keys: 12)
            try await scene.broker.publish(messages, to: group.topic)
            var members: [Member] = []
            for _ in 0..<3 {
                members.append(
                    try await scene.member(.subscribe(parallelism: 3, milliseconds: 4, failsOneIn: 9), group))
            }
            for kill in 1...3 {
                try await scene.eventually("\(kill * 60) are handled") {
                    members.reduce(0) { $0 + $1.events.count { $0.event.isEnd } } >= kill * 60
                }
                try await members[kill - 1].kill()
                members.append(
                    try await scene.member(.subscribe(parallelism: 3, milliseconds: 4, failsOneIn: 9), group))
            }
            var depth = Depth()
            try await scene.eventually(within: Patience.standard * 2, "everything is handled: \(depth)") {
                depth = try await scene.broker.depth(of: group)
                return depth.waiting == 0
            }
            try expect(depth.dead == 0, "There are \(depth.dead) dead letters")
            for member in members.suffix(3) { try await member.stop() }
            var judge = MemberJudge()
            for (number, member) in members.enumerated() { judge.add(member.events, number) }
            try Judge.once(Array(judge.handled), messages.ids)
            if scene.guarantees.order == .perKey { try judge.judgeHandlers() }
            let faults = members.flatMap(\.events).compactMap { event -> String? in
                if case .fault(let text) = event.event { text } else { nil }
            }
            try expect(faults.isEmpty, "A member ended with a fault: \(faults.prefix(3))")
        },
        ContractCase("what a publisher that was killed knew to be published is there", .members) { scene in
            let group = try await scene.group()
            let publisher = try await scene.member(.publish(count: 1_000_000, keys: 5, batch: 20), group)
            try await publisher.wait { $0.published >= 200 }
            try await publisher.kill()
            let published = publisher.events.map(\.event).published
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            var came = try await consumer.take(published, .ack).ids
            while case let more = try await consumer.receive(atMost: 500, waiting: .seconds(1)), !more.isEmpty {
                try await consumer.settle(more)
                came += more.ids
            }
            let known = (0..<published).map { "key-\($0 % 5)/\($0 / 5)" }
            let lost = Set(known).subtracting(came)
            try expect(lost.isEmpty, "\(lost.count) of \(published) published messages are lost: \(lost.prefix(5))")
            try Judge.firstInOrder(came)
            try await scene.expectDone(group)
        },
        ContractCase("a consumer that is asked to end finishes, and what it finished does not come again", .members) {
            scene in
            let group = try await scene.group()
            try await scene.broker.publish(Scene.messages(400, keys: 8), to: group.topic)
            let first = try await scene.member(.consume(prefetch: 16, leaseSeconds: 30), group)
            try await first.wait { $0.settled.count >= 50 }
            try await first.stop()
            let events = first.events.map(\.event)
            try expect(events.last == .left, "It did not end in peace: \(events.suffix(3))")
            let settled = events.settled
            let second = try await scene.broker.join(group, ConsumerSettings())
            let rest = try await second.take(400 - settled.count, within: scene.takeover(lease: .zero), .ack)
            try Judge.once(settled + rest.ids, Scene.messages(400, keys: 8).ids)
            try await second.takeNothing()
            try await scene.expectDone(group)
        },
        ContractCase("a frozen member keeps others from working no longer than their deadline", .members) { scene in
            let group = try await scene.group()
            let busy = try await scene.member(.publish(count: 1_000_000, keys: 5, batch: 20), group)
            try await busy.wait { $0.published >= 100 }
            let other = try await scene.group()
            let broker = try scene.open(["timeout": "3s"])
            try await broker.connect()
            for _ in 0..<3 {
                try await busy.freeze()
                let start = ContinuousClock.now
                do throws(MessagingFault) {
                    try await broker.publish(Scene.messages(1), to: other.topic)
                } catch {
                    try expect(error.isRetriable, "Publishing beside a frozen process fails with \(error)")
                }
                let took = ContinuousClock.now - start
                try expect(took < .seconds(12), "Publishing beside a frozen process took \(took), its deadline is 3 s")
                try await busy.thaw()
                try await scene.publishStubbornly(Scene.messages(1), to: other.topic, through: broker)
            }
            let before = busy.events.map(\.event).published
            try await busy.wait { $0.published > before }
            try await busy.kill()
        },
    ]
}

extension Member {
    /// What it received, with the attempt.
    var received: [String: Int] {
        var received: [String: Int] = [:]
        for case .received(let id, let attempt) in events.map(\.event) { received[id] = attempt }
        return received
    }
}

extension Member.Event {
    var isReceived: Bool {
        if case .received = self { true } else { false }
    }

    var isEnd: Bool {
        if case .ended(_, let isDone) = self { isDone } else { false }
    }
}

extension [Member.Event] {
    /// How many messages are published.
    var published: Int {
        reduce(0) { count, event in
            if case .published(let upTo) = event { Swift.max(count, upTo) } else { count }
        }
    }

    /// What it acknowledged.
    var settled: [String] {
        compactMap { event in
            if case .settled(let id) = event { id } else { nil }
        }
    }
}
