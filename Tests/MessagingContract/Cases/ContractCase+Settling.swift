import Messaging

extension ContractCase {
    /// What becomes of deliveries.
    static let settling: [ContractCase] = [
        ContractCase("what is acknowledged never comes again, in whatever order it was acknowledged") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let first = try await scene.broker.join(group, ConsumerSettings(prefetch: 100))
                try await scene.broker.publish(Scene.messages(30, keys: 3), to: group.topic)
                let came = try await first.take(30)
                // Every other one, from behind.
                let acknowledged = came.enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
                for delivery in acknowledged.reversed() { try await first.settle([delivery]) }
                try await scene.expectDepth(of: group, Depth(inFlight: 15, consumed: 15))
                await first.leave()
                let second = try await scene.broker.join(group, ConsumerSettings())
                let wanted = came.enumerated().filter { $0.offset % 2 == 0 }.map(\.element.message.id)
                try Judge.once(
                    try await second.take(15, within: scene.takeover(lease: .zero), .ack).ids, wanted,
                    "The deliveries of a \(group.topic.kind)")
                try await second.takeNothing()
                try await scene.expectDone(group)
            }
        },
        ContractCase("a receipt that is settled twice, or that is none, harms nothing") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings())
            try await scene.broker.publish(Scene.messages(2), to: group.topic)
            let came = try await consumer.take(2)
            try await consumer.settle([came[0]])
            _ = try await consumer.settle([Settlement(came[0].receipt, .retry(after: .zero))])
            let strange = Receipt(session: .max, number: .max - 7)
            let lost = try await consumer.settle([Settlement(strange, .ack)])
            try expect(lost == [strange], "A receipt that is none is not among the lost ones: \(lost)")
            let renewed = try await consumer.renew([strange, came[1].receipt])
            try expect(renewed == [strange], "Renewing found \(renewed) lost, not the receipt that is none")
            try await consumer.settle([came[1]])
            try await consumer.takeNothing()
            try await scene.expectDone(group)
            try await consumer.settle([Delivery]())
        },
        ContractCase("one call settles many deliveries in every way") { scene in
            let group = try await scene.group()
            let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 400))
            try await scene.broker.publish(Scene.messages(400), to: group.topic)
            let came = try await consumer.take(400)
            let lost = try await consumer.settle(
                came.enumerated().map { index, delivery in
                    let disposition: Disposition =
                        switch index % 4 {
                        case 0: .ack
                        case 1: .retry(after: .zero)
                        case 2: .deadLetter(reason: "number \(index)")
                        default: .release
                        }
                    return Settlement(delivery.receipt, disposition)
                })
            try expect(lost.isEmpty, "\(lost.count) leases were lost")
            let again = try await consumer.take(200, .ack)
            try Judge.once(again.ids, came.enumerated().filter { $0.offset % 2 == 1 }.map(\.element.message.id))
            try await consumer.takeNothing()
            try await scene.expectDepth(of: group, Depth(dead: 100, consumed: 300))
        },
        ContractCase("what is released comes again at once, uncounted, in its place") { scene in
            for group in [try await scene.group(), try await scene.queue()] {
                let consumer = try await scene.broker.join(group, ConsumerSettings(prefetch: 10))
                try await scene.broker.publish(Scene.messages(4, keys: 1), to: group.topic)
                let came = try await consumer.take(4)
                try Judge.equal(came.ids, Scene.messages(4, keys: 1).ids)
                try await consumer.settle([came[0]])
                try await consumer.settle(Array(came.dropFirst()), .release)
                let again = try await consumer.take(3, .ack)
                try Judge.equal(again.ids, Array(came.ids.dropFirst()), "What was released")
                try expect(again.allSatisfy { $0.attempt == 1 }, "It was counted: attempts \(again.map(\.attempt))")
                try await scene.expectDone(group)
            }
        },
    ]
}
