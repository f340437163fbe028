import Messaging

extension ContractCase {
    /// How much is left.
    static let depth: [ContractCase] = [
        ContractCase("the depth is split into ready, in flight, delayed, dead and consumed") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                try await scene.expectDepth(of: group, Depth())
                try await scene.broker.publish(Scene.messages(20), to: group.topic)
                try await scene.expectDepth(of: group, Depth(ready: 20))
                let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 8, lease: .seconds(600)))
                let came = try await consumer.take(8)
                try await scene.expectDepth(of: group, Depth(ready: 12, inFlight: 8))
                // Not in the order of their coming.
                try await consumer.settle([came[6], came[3]])
                try await scene.expectDepth(of: group, Depth(ready: 12, inFlight: 6, consumed: 2))
                try await consumer.settle([came[1], came[5]], .retry(after: .seconds(120)))
                try await scene.expectDepth(of: group, Depth(ready: 12, inFlight: 4, delayed: 2, consumed: 2))
                try await consumer.settle([came[0]], .deadLetter(reason: "no"))
                try await scene.expectDepth(
                    of: group, Depth(ready: 12, inFlight: 3, delayed: 2, dead: 1, consumed: 2))
                try await consumer.settle([came[2]], .retry(after: .zero))
                try await consumer.settle([came[4], came[7]])
                try await scene.broker.publish(Scene.messages(5, from: 20), to: group.topic)
                let rest = try await consumer.take(18, .ack)
                try expect(rest.ids.contains(came[2].message.id), "The message that was retried at once did not come")
                try await scene.expectDepth(of: group, Depth(delayed: 2, dead: 1, consumed: 22))
            }
        },
        ContractCase("groups of a topic have depths of their own") { scene in
            let topic = try scene.topic()
            let groups = [try await scene.group(of: topic), try await scene.group(of: topic)]
            try await scene.broker.publish(Scene.messages(10, keys: 3), to: topic)
            let consumer = try await scene.broker.join(groups[0], ConsumerSettings())
            _ = try await consumer.take(10, .ack)
            try await scene.expectDepth(of: groups[0], Depth(consumed: 10))
            try await scene.expectDepth(of: groups[1], Depth(ready: 10))
        },
        ContractCase("the depth is right again after a member has left with deliveries unsettled") { scene in
            let group = try await scene.group()
            try await scene.broker.publish(Scene.messages(12, keys: 4), to: group.topic)
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            let came = try await consumer.take(12)
            try await consumer.settle([came[11], came[0], came[5]])
            try await scene.expectDepth(of: group, Depth(inFlight: 9, consumed: 3))
            await consumer.leave()
            try await scene.eventually("9 are ready again") { try await scene.broker.depth(of: group).ready == 9 }
            try await scene.expectDepth(of: group, Depth(ready: 9, consumed: 3))
        },
        ContractCase("a slow group does not stall a fast one") { scene in
            let topic = try scene.topic()
            let (slow, fast) = (try await scene.group(of: topic), try await scene.group(of: topic))
            let sleeper = try await scene.broker.join(slow, ConsumerSettings(prefetch: 5, lease: .seconds(600)))
            let consumer = try await scene.broker.join(fast, ConsumerSettings())
            var held: [Delivery] = []
            for round in 0..<10 {
                try await scene.broker.publish(Scene.messages(200, keys: 5, from: round * 40), to: topic)
                if held.isEmpty { held = try await sleeper.take(5) }
                _ = try await consumer.take(200, .ack)
            }
            try await scene.expectDone(fast)
            let depth = try await scene.broker.depth(of: slow)
            try expect(depth.waiting == 2000, "The slow group has \(depth), not 2000 that wait")
            try expect(depth.inFlight == 5, "The slow group has \(depth.inFlight) in flight, not 5")
            try await sleeper.settle(held)
            let rest = try await sleeper.take(1995, .ack)
            try Judge.firstInOrder(held.ids + rest.ids)
        },
    ]
}
