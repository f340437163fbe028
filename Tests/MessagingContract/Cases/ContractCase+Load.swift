import BlockingIO
import Messaging

extension ContractCase {
    /// Many messages.
    static let load: [ContractCase] = [
        ContractCase(
            "with many waiting, no more than the prefetch are in flight, and memory is bounded", .wholeMachine,
            limit: .seconds(600)
        ) { scene in
            let group = try await scene.group()
            let count = Scene.stress
            try await scene.broker.publish(Scene.messages(1000, keys: 100, size: 1024), to: group.topic)
            let before = ResidentMemory.sizeBytes
            var published = 1000
            while published < count {
                let messages = Scene.messages(1000, keys: 100, from: published / 100, size: 1024)
                try await scene.broker.publish(messages, to: group.topic)
                published += 1000
            }
            let (handling, isOpen) = (Handling(), Monitor(false))
            let subscription = scene.subscription(
                to: group, parallelism: 4, consumer: ConsumerSettings(prefetch: 50, lease: .seconds(30))
            ) { delivery in
                handling.begin(delivery)
                while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(20)) }
                handling.end(delivery)
                return .ack
            }
            var growth = 0
            try await scene.running([subscription]) {
                try await scene.eventually("4 handlers run") { handling.begun.count == 4 }
                try await Task.sleep(for: .seconds(2))
                try await scene.eventually("what is not in flight is ready") {
                    let depth = try await scene.broker.depth(of: group)
                    try expect(depth.inFlight <= 50, "\(depth.inFlight) are in flight, the prefetch is 50")
                    return depth.inFlight >= 4 && depth.waiting == published
                }
                growth = max(growth, ResidentMemory.sizeBytes - before)
                isOpen.withLock { $0 = true }
                try await scene.eventually("500 are handled") { handling.done.count >= 500 }
                growth = max(growth, ResidentMemory.sizeBytes - before)
            }
            try expect(
                growth < 64 << 20,
                "With \(published) messages waiting, memory grew by \(growth >> 20) MiB, not less than 64")
            let depth = try await scene.broker.depth(of: group)
            let thrown = try await scene.broker.purge(.waiting, of: group)
            if scene.guarantees.depth != .near {
                try expect(depth.depth + depth.consumed == published, "\(depth) of \(published)")
                try expect(thrown == depth.ready, "\(thrown) were thrown away instead of \(depth.ready)")
            }
            try await scene.expectDone(group)
        },
        ContractCase(
            "four members, of which one is killed every second, lose nothing and keep the order",
            .wholeMachineAndMembers, limit: .seconds(900)
        ) { scene in
            let group = try await scene.group()
            let (count, keys, rounds) = (Scene.stress, 50, 8)
            // A member that takes long to join would never come to work if one died every second.
            let pause = max(Duration.seconds(1), scene.guarantees.takeover)
            var members: [Member] = []
            var judge = MemberJudge()
            func join() async throws {
                members.append(try await scene.member(.consume(prefetch: 64, leaseSeconds: 5), group))
            }
            func replaceOne(_ round: Int) async throws {
                // The oldest of the four.
                try await members[members.count - 4].kill()
                try await join()
            }
            for _ in 0..<4 { try await join() }
            var published = 0
            for round in 0..<rounds {
                let end = count * (round + 1) / rounds / keys * keys
                while published < end {
                    let size = min(1000, end - published)
                    let messages = Scene.messages(size / keys * keys, keys: keys, from: published / keys)
                    try await scene.publishStubbornly(messages, to: group.topic, through: scene.broker)
                    published += messages.count
                }
                try await Task.sleep(for: pause)
                try await replaceOne(round)
            }
            var depth = Depth()
            var kills = rounds
            var nextKill = ContinuousClock.now + pause
            try await scene.eventually(within: .seconds(600), "everything is handled: \(depth)") {
                depth = try await scene.broker.depth(of: group)
                if depth.waiting == 0 { return true }
                if ContinuousClock.now >= nextKill {
                    try await replaceOne(kills)
                    kills += 1
                    nextKill = .now + pause
                }
                try await Task.sleep(for: .milliseconds(150))
                return false
            }
            try expect(depth.dead == 0, "There are \(depth.dead) dead letters")
            for member in members.suffix(4) { try await member.stop() }
            for (number, member) in members.enumerated() { judge.add(member.events, number) }
            let wanted = Set((0..<published).map { "key-\($0 % keys)/\($0 / keys)" })
            let lost = wanted.subtracting(judge.received)
            try expect(
                lost.isEmpty, "\(lost.count) of \(published) are lost, with \(kills) kills: \(lost.sorted().prefix(5))")
            try Judge.once(Array(judge.received), Array(wanted))
            try judge.judge(order: scene.guarantees.order)
            try await scene.expectDepth(of: group, Depth(consumed: published), isQuiet: false)
        },
    ]
}
